/** The throwaway window of a trial on macOS: a dialog that the system's own `osascript` shows, with a field, a button and an answer. */

import type { TrialWindow } from '../../../contracts/driver.ts';

/** Nobody is there to close what a killed run has left: the dialog goes by itself. */
const givesUpAfterSeconds = 120;

/** `display dialog` of StandardAdditions ends with each button, so a new one shows the answer; one that gave up has no button. */
const script = `
set greeting to "Ready"
repeat
  set reply to (display dialog greeting with title "Sandbox" default answer "" buttons {"Close", "Greet"} default button "Greet" giving up after ${givesUpAfterSeconds})
  if button returned of reply is not "Greet" then exit repeat
  set greeting to "Hello, " & (text returned of reply) & "!"
end repeat`;

export const trialDialog = {
  command: { name: 'form', command: '/usr/bin/osascript', args: ['-e', script.trim()], env: {} },
  // such a dialog has no close button in its title bar
  closeButton: 'Close',
  isForm: false,
  whyMissing: () => undefined,
} as const satisfies TrialWindow;
