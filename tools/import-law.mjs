/** Turns tools/house.mjs into a dependency-cruiser configuration: one rule per room, no circles, engine only where allowed. */
import { engineRooms, house } from './house.mjs';

const escaped = (path) => path.replaceAll('.', '\\.');
const inside = (room) => (room.endsWith('.ts') ? `^${escaped(room)}$` : `^${room}/`);
const tests = '\\.(test|sample)\\.ts$';

const roomRules = Object.entries(house).map(([room, { mayImport }]) => ({
  name: `house: ${room} imports only ${mayImport.length === 0 ? 'nothing' : mayImport.join(', ')}`,
  severity: 'error',
  from: { path: inside(room), pathNot: tests },
  to: { path: '^(src|reporters|specs|fixtures|tools|bench)/', pathNot: [inside(room), ...mayImport.map(inside)] },
}));

export const configuration = {
  forbidden: [
    ...roomRules,
    { name: 'no circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'the engine stays in its rooms',
      severity: 'error',
      from: { path: '^(src|reporters)/', pathNot: [...engineRooms.map(inside), tests] },
      to: { path: 'node_modules/@?playwright' },
    },
    {
      name: 'no file outside the rooms',
      severity: 'error',
      from: { path: '^src/', pathNot: Object.keys(house).map(inside) },
      to: { path: '.*' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^dist/' },
  },
};
