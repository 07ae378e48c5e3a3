/** Every action is a step of the report, placed at the line of the spec that asked for it. */
import { test } from '@playwright/test';
import { callSite } from './call-site.ts';

/** Errors point at the spec too: inside this package there is nothing for a person to mend. */
export async function step<T>(title: string, body: () => Promise<T>): Promise<T> {
  const site = callSite();
  if (site === undefined) return test.step(title, body);
  return test.step(
    title,
    async () => {
      try {
        return await body();
      } catch (error) {
        if (error instanceof Error) error.stack = `${error.name}: ${error.message}\n${site.stack}`;
        throw error;
      }
    },
    { location: site.location },
  );
}
