/** How an application is started, with the first answer of the system given by the test; the second is a real process. */
import { spawn } from 'node:child_process';
import { expect, test } from '@playwright/test';
import type { Win32 } from './native.ts';
import { RunningApp } from './running-app.ts';

/** Jobs that hold nothing: the process below ends by itself. */
const kernel32 = {
  CreateJobObjectW: () => 1,
  SetInformationJobObject: () => 1,
  OpenProcess: () => 2,
  AssignProcessToJobObject: () => 1,
  CloseHandle: () => 1,
};
const app = { name: 'app', command: process.execPath, args: ['-e', 'console.log("runs")'], env: {} };

function refusal(code: string): Error {
  return Object.assign(new Error(`spawn ${code}`), { code });
}

/** Starts the application on a system that answers so, and then as it does; what is said on stderr goes with the outcome. */
async function startAfter(refusals: readonly Error[]) {
  const left = [...refusals];
  const said: unknown[] = [];
  const { error: stderr } = console;
  console.error = (line: unknown) => said.push(line);
  try {
    const running = await RunningApp.start('app', app, {
      win32: { kernel32 } as unknown as Win32,
      cwd: process.cwd(),
      env: {},
      onExit: () => undefined,
      spawn: (command, args, options) => {
        const refused = left.shift();
        if (refused !== undefined) throw refused;
        return spawn(command, args, options);
      },
    });
    return { running, said };
  } catch (error) {
    return { error, said };
  } finally {
    console.error = stderr;
  }
}

const line = `codexqa: Windows did not start "${process.execPath}" and said no reason; it is asked once more`;

test('a start that fails without a name is asked for once more, and says so', async () => {
  const { running, said } = await startAfter([refusal('UNKNOWN')]);
  await running?.ended();
  expect(running?.output()).toBe('runs\n');
  expect(running?.exit).toMatchObject({ code: 0 });
  expect(said).toEqual([line]);
});

test('not more often than once', async () => {
  const { error, said } = await startAfter([refusal('UNKNOWN'), refusal('UNKNOWN')]);
  expect(error).toMatchObject({ code: 'APP_NOT_INSTALLED', cause: { code: 'UNKNOWN' } });
  expect(said).toEqual([line]);
});

test('a failure that has a name is not asked about again', async () => {
  const { error, said } = await startAfter([refusal('ENOENT')]);
  expect(error).toMatchObject({ code: 'APP_NOT_INSTALLED', cause: { code: 'ENOENT' } });
  expect(said).toEqual([]);
});
