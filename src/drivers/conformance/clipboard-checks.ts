/** The contract about the clipboard: both ways, and empty after a reset. */
import { type ConformanceCheck, check } from './check.ts';
import { expectEqual } from './desk.ts';

const text = 'Grüße, 世界 😀\nsecond line';

export const clipboardChecks: readonly ConformanceCheck[] = [
  check('what is written to the clipboard is read back', ['clipboard'], async (desk) => {
    await desk.act({ kind: 'write-clipboard', text });
    expectEqual('clipboard', await desk.session.clipboard(), text);
  }),

  check('applications paste what was written', ['clipboard', 'keyboard', 'pointer', 'accessibility'], async (desk) => {
    await desk.launch();
    const notes = await desk.field('Notes');
    await desk.act({ kind: 'write-clipboard', text });
    await desk.press('v', 'Control');
    await desk.readUntil(notes, `Notes reads ${JSON.stringify(text)}`, (reading) => reading.text === text);
  }),

  check('what applications copy is read', ['clipboard', 'keyboard', 'pointer', 'accessibility'], async (desk) => {
    await desk.launch();
    const name = await desk.field('Name');
    await desk.type('copied text');
    await desk.readUntil(name, 'Name reads "copied text"', (reading) => reading.text === 'copied text');
    await desk.press('a', 'Control');
    await desk.press('c', 'Control');
    await desk.until('the copied text on the clipboard', async () =>
      (await desk.session.clipboard()) === 'copied text' ? true : undefined,
    );
  }),

  check('reset empties the clipboard', ['clipboard'], async (desk) => {
    await desk.act({ kind: 'write-clipboard', text });
    await desk.session.reset();
    expectEqual('clipboard after reset', await desk.session.clipboard(), '');
  }),
];
