/**
 * `npm run bench -- desktop [case …]`: what a session, a tree, an input, a test and a whole job cost on this machine, beside dogtail
 * and xdotool. Needs `npx codexqa install-deps --with python3-dogtail,xdotool,imagemagick,xauth,dbus-x11`.
 */
import { driverCases } from './desktop/driver-cases.mjs';
import { wholeCases } from './desktop/whole-cases.mjs';
import { benchCases } from './harness.mjs';

const cases = { ...driverCases, ...wholeCases };

export const bench = (wanted) => benchCases('desktop', cases, wanted);
