/** The fixed job with codexqa's own layers, no runner: start a session, click 1 2 + 3 0 =, read 42, take a screenshot. */
import { writeFileSync } from 'node:fs';
import { defaultSession } from '../../dist/src/contracts/driver.js';
import { createLinuxDriver } from '../../dist/src/drivers/linux/driver.js';

const [, , picture] = process.argv;
const driver = createLinuxDriver();
// the other layers are loaded while session and application start
const opening = driver.open(defaultSession);
const { createDesktop } = await import('../../dist/src/session/desktop.js');
const session = await opening;
const desktop = createDesktop({
  session,
  gate: { admit: async () => ({ kind: 'allow', rule: 'bench' }) },
  pauseGate: { pass: async () => {} },
  journal: { append: () => {} },
  apps: { calculator: { command: 'galculator' } },
});
const launching = desktop.launch('calculator');
const { writePng } = await import('../../dist/src/visual/png-write.js');
const calculator = await launching;
for (const key of ['1', '2', '+', '3', '0', '=']) {
  await calculator.getByRole('button', { name: key, exact: true }).click();
}
const shown = await calculator.getByRole('textbox').text();
const screenshot = await desktop.screenshot();
const closing = session.close();
writeFileSync(picture, writePng(screenshot));
await closing;
await driver.dispose();
if (shown !== '42') throw new Error(`read ${shown}, expected 42`);
console.log(shown);
