/** The guides, followed word for word in an empty folder: their files, their commands, what they say the terminal shows. */
import { chmodSync } from 'node:fs';
import { instructionsOf } from './guide.ts';
import { expect, test } from './inline-project.ts';

for (const guide of [
  'batches-and-checklists.md',
  'resume.md',
  'long-runs.md',
  'approvals.md',
  'policy.md',
  'preflight.md',
  'audit.md',
  'notifications.md',
]) {
  test(`docs/guides/${guide} is true`, async ({ project }) => {
    const instructions = instructionsOf(guide);
    expect(instructions.filter(({ kind }) => kind === 'command').length).toBeGreaterThan(1);
    // `npx codexqa` as it stands in the guide
    project.write({ '.bin/npx': `#!/bin/sh\nshift\nexec ${process.execPath} ${project.cli} "$@"\n` });
    chmodSync(project.path('.bin', 'npx'), 0o755);
    const env = { PATH: `${project.path('.bin')}:${process.env['PATH']}` };
    for (const instruction of instructions) {
      if (instruction.kind === 'file') {
        project.write({ [instruction.path]: instruction.text });
        continue;
      }
      const { command, shows } = instruction;
      const { stdout, stderr } = await project.finish(project.start(['bash', '-c', command], { env }));
      for (const line of shows) expect(stdout + stderr, `what "${command}" prints`).toMatch(line);
    }
  });
}
