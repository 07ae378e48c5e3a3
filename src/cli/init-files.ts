/** The files that `codexqa init` writes, as text. */
import type { PackageManager } from './package-manager.ts';

export interface ScaffoldFile {
  /** From the project folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const ignoredPaths = ['.codexqa/', 'test-results/', 'reports/', 'blob-report/'] as const;

export function scaffold(platform: NodeJS.Platform, manager: PackageManager): readonly ScaffoldFile[] {
  return [
    { path: 'codexqa.config.ts', text: configText(platform) },
    { path: 'playwright.config.ts', text: shim },
    { path: 'tsconfig.json', text: tsconfig },
    { path: 'fixtures/test.ts', text: fixture },
    { path: 'specs/first.spec.ts', text: firstSpec },
    { path: '.github/workflows/desktop-linux.yml', text: workflow('Linux', 'ubuntu-24.04', manager) },
    { path: '.github/workflows/desktop-macos.yml', text: workflow('macOS', 'macos-15', manager) },
    { path: '.github/workflows/desktop-windows.yml', text: workflow('Windows', 'windows-2025', manager) },
  ];
}

const calculators: Partial<Record<NodeJS.Platform, string>> = {
  darwin: "{ command: '/System/Applications/Calculator.app' }",
  win32: "{ command: 'calc.exe' }",
};

function configText(platform: NodeJS.Platform): string {
  const calculator = calculators[platform] ?? "{ command: 'galculator', package: 'galculator' }";
  return `import { defineConfig } from 'codexqa';

export default defineConfig({
  specs: 'specs',
  baselines: 'baselines',
  // The applications that specs may launch, by name. \`package\` is what \`codexqa install-deps\` installs.
  apps: {
    calculator: ${calculator},
  },
  screen: { width: 1280, height: 800 },
  reporters: ['list', 'html', 'junit'],
});
`;
}

const shim = `// Lets the Playwright extension of VS Code find the specs; all settings are in codexqa.config.ts.
export { default } from './codexqa.config';
`;

const tsconfig = `{
  "compilerOptions": {
    "target": "es2022",
    "module": "preserve",
    "moduleResolution": "bundler",
    "strict": true,
    "noEmit": true,
    "skipLibCheck": true
  },
  "include": ["*.config.ts", "fixtures", "specs"]
}
`;

const fixture = `// Your own fixtures go here: https://playwright.dev/docs/test-fixtures
import { test as base } from 'codexqa';

export { expect, secret, task } from 'codexqa';

export const test = base.extend({});
`;

const firstSpec = `import { expect, test } from '../fixtures/test';

test('the calculator opens', async ({ launch }) => {
  const calculator = await launch('calculator');
  await expect(calculator.getByRole('button', { name: '7', exact: true })).toBeVisible();
});
`;

function workflow(system: string, runner: string, manager: PackageManager): string {
  const { install, exec } = manager;
  const pnpm = manager.name === 'pnpm' ? '      - uses: pnpm/action-setup@v4\n' : '';
  const packages = system === 'Linux' ? `      - run: ${exec} codexqa install-deps\n` : '';
  return `name: desktop (${system})
on:
  push:
  pull_request:
jobs:
  specs:
    runs-on: ${runner}
    steps:
      - uses: actions/checkout@v4
${pnpm}      - uses: actions/setup-node@v4
        with:
          node-version: 22
          cache: ${manager.name}
      - run: ${install}
${packages}      - run: ${exec} codexqa doctor
      - run: ${exec} codexqa test
      - if: \${{ !cancelled() }}
        uses: actions/upload-artifact@v4
        with:
          name: reports-${system.toLowerCase()}
          path: |
            reports/
            test-results/
`;
}
