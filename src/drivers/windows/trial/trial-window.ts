/** The throwaway window of a trial on Windows, a process of its own: a name, a button, an answer. Made of what every Windows has. */
import koffi from 'koffi';
import { narrow, wide } from '../structs.ts';
import { WM } from '../winuser.ts';
import { dialogTemplate } from './dialog-template.ts';

const ids = { name: 101, greet: 102, answer: 103 } as const;
const cancel = 2; // IDCANCEL: Escape, and the cross in the title bar
const longestName = 256;

const row = { x: 8, width: 144, height: 12 } as const;
const template = dialogTemplate({
  title: 'Sandbox',
  width: 160,
  height: 80,
  items: [
    { kind: 'static', text: 'Name', id: 0xffff, ...row, y: 8 },
    { kind: 'edit', text: '', id: ids.name, ...row, y: 20 },
    { kind: 'button', text: 'Greet', id: ids.greet, ...row, y: 38, width: 50, height: 14 },
    { kind: 'static', text: 'Ready', id: ids.answer, ...row, y: 60 },
  ],
});

const user32 = koffi.load('user32.dll');
const kernel32 = koffi.load('kernel32.dll');
koffi.proto('intptr_t __stdcall CodexqaDialogProcedure(uintptr_t, uint32_t, uintptr_t, intptr_t)');
const showDialog = user32.func(
  'intptr_t __stdcall DialogBoxIndirectParamW(uintptr_t, void *, uintptr_t, CodexqaDialogProcedure *, intptr_t)',
);
const endDialog = user32.func('int32_t __stdcall EndDialog(uintptr_t, intptr_t)');
const readItem = user32.func('uint32_t __stdcall GetDlgItemTextW(uintptr_t, int32_t, void *, int32_t)');
const writeItem = user32.func('int32_t __stdcall SetDlgItemTextW(uintptr_t, int32_t, void *)');
const freeConsole = kernel32.func('int32_t __stdcall FreeConsole()');
const moduleHandle = kernel32.func('uintptr_t __stdcall GetModuleHandleW(void *)');

/** 1: dealt with, or "put the focus where you like"; 0: Windows does what it does by itself. */
function onMessage(dialog: number, message: number, wParam: number): number {
  if (message === WM.INITDIALOG) return 1;
  if (message !== WM.COMMAND) return 0;
  const id = wParam & 0xffff;
  if (id === ids.greet) greet(dialog);
  if (id === cancel) endDialog(dialog, 0);
  return 1;
}

function greet(dialog: number): void {
  const name = Buffer.alloc(2 * longestName);
  readItem(dialog, ids.name, name, longestName);
  writeItem(dialog, ids.answer, wide(`Hello, ${narrow(name)}!`));
}

// a worker without a console would have got its window a black companion
freeConsole();
// returns when the window is closed
showDialog(moduleHandle(null), template, 0, onMessage, 0);
