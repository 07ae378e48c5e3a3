/** Every action is a step of the report, placed at the line of the spec that asked for it. */
import { test } from '@playwright/test';
import { redact } from '../contracts/secret.ts';
import { callSite } from './call-site.ts';

/** Errors point at the spec too: inside this package there is nothing for a person to mend. */
export async function step<T>(title: string, body: () => Promise<T>): Promise<T> {
  const site = callSite();
  if (site === undefined) return test.step(redact(title), body);
  return test.step(
    redact(title),
    async () => {
      try {
        return await body();
      } catch (error) {
        throw error instanceof Error ? presentable(error, site.stack) : error;
      }
    },
    { location: site.location },
  );
}

function presentable(error: Error, stack: string): Error {
  error.message = redact(error.message);
  error.stack = `${error.name}: ${error.message}\n${stack}`;
  return error;
}
