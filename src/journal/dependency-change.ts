/** What differs between what two runs depended on. Every worker reads this; looking at the files themselves is another module. */
import type { Dependencies } from '../contracts/journal.ts';

/** `the configuration`, `specs/a.spec.ts`: the first thing that is not what it was; undefined when all is. */
export function changeBetween(was: Dependencies, now: Dependencies, spec: string): string | undefined {
  const programs = [...Object.keys(was.applications), ...Object.keys(now.applications)];
  return sharedChange(was, now, programs) ?? specChange(was, now, spec);
}

/** What differs of what both runs depended on: specs and applications that only one of them had do not count. */
export function groundDifference(one: Dependencies, other: Dependencies): string | undefined {
  const programs = Object.keys(one.applications).filter((program) => program in other.applications);
  const specs = Object.keys(one.specs).filter((file) => file in other.specs);
  return sharedChange(one, other, programs) ?? specs.find((file) => specChange(one, other, file) !== undefined);
}

function specChange(was: Dependencies, now: Dependencies, spec: string): string | undefined {
  const before = was.specs[spec];
  const after = now.specs[spec];
  if (before?.file !== after?.file) return spec;
  return before?.baselines === after?.baselines ? undefined : `a baseline of ${spec}`;
}

function sharedChange(was: Dependencies, now: Dependencies, programs: readonly string[]): string | undefined {
  if (was.configuration !== now.configuration) return 'the configuration';
  if (was.packages !== now.packages) return 'the installed packages';
  if (was.code !== now.code) return 'code that specs share';
  const changed = programs.find((program) => was.applications[program] !== now.applications[program]);
  return changed === undefined ? undefined : `the application ${changed}`;
}
