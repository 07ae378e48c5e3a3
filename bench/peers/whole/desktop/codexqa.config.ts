import { defineConfig } from 'codexqa';

export default defineConfig({ specs: '.', workers: 1, reporters: ['dot'], apps: {} });
