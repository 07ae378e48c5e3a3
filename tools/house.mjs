/**
 * The import law as data: who stands on which floor and which rooms it may import, type-only imports included.
 * The import checker (tools/import-law.cjs) and docs/ARCHITECTURE.md both read this table.
 */
export const house = {
  'src/contracts': { floor: 1, mayImport: [] },
  'src/support': { floor: 2, mayImport: ['src/contracts'] },
  'src/drivers/linux': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/drivers/macos': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/drivers/windows': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/drivers/simulated': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/drivers/conformance': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/visual': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/journal': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/policy': { floor: 3, mayImport: ['src/contracts', 'src/support'] },
  'src/review': { floor: 4, mayImport: ['src/contracts', 'src/support', 'src/visual', 'src/journal'] },
  'src/oversight': { floor: 4, mayImport: ['src/contracts', 'src/support', 'src/journal'] },
  'src/preflight': { floor: 4, mayImport: ['src/contracts', 'src/support', 'src/journal'] },
  'src/session': { floor: 4, mayImport: ['src/contracts', 'src/support'] },
  reporters: { floor: 4, mayImport: ['src/contracts', 'src/support', 'src/journal'] },
  'src/runner': {
    floor: 5,
    mayImport: [
      'src/contracts',
      'src/support',
      'src/drivers/linux',
      'src/drivers/macos',
      'src/drivers/windows',
      'src/drivers/simulated',
      'src/drivers/conformance',
      'src/visual',
      'src/journal',
      'src/oversight',
      'src/policy',
      'src/preflight',
      'src/session',
    ],
  },
  'src/cli': {
    floor: 6,
    mayImport: [
      'src/contracts',
      'src/support',
      'src/visual',
      'src/journal',
      'src/oversight',
      'src/preflight',
      'src/review',
      'src/session',
      'src/runner',
    ],
  },
  'src/index.ts': { floor: 6, mayImport: ['src/contracts', 'src/policy', 'src/session', 'src/runner'] },
};

/** Rooms that may import the engine (@playwright/test). */
export const engineRooms = ['src/runner', 'reporters', 'fixtures', 'src/index.ts'];
