/**
 * `npm run bench -- desktop [case …]`: what a session, a tree, an input, a test and a whole job cost on this machine, beside dogtail
 * and xdotool. Needs `npx codexqa install-deps --with python3-dogtail,xdotool,imagemagick,xauth,dbus-x11`.
 */
import { driverCases } from './desktop/driver-cases.mjs';
import { wholeCases } from './desktop/whole-cases.mjs';
import { report } from './harness.mjs';

const cases = { ...driverCases, ...wholeCases };

export async function bench(wanted) {
  const names = wanted.length === 0 ? Object.keys(cases) : wanted;
  const rows = [];
  for (const name of names) {
    if (!(name in cases)) throw new Error(`no case "${name}"; there are ${Object.keys(cases).join(', ')}`);
    rows.push(await cases[name]());
  }
  report('desktop', rows);
}
