/** `expect`: Playwright's own matchers for plain values, and ours for what is on the desktop. */
import { expect as base } from '@playwright/test';
import { baselineMatchers } from './match-baseline.ts';

export const expect = base.extend({ ...baselineMatchers });
