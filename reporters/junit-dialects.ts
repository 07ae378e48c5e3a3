/**
 * What the consumers of JUnit XML agree on is little; each dialect here validates against the schema of its kind
 * (written from the published ones, see `xsd/`):
 * `strict`: Apache Ant's, the oldest; `jenkins`: of its xUnit plugin; `surefire`: Maven's, one file a suite.
 */

export const junitDialects = ['strict', 'jenkins', 'surefire'] as const;
export type JunitDialect = (typeof junitDialects)[number];

export interface DialectTraits {
  /** Earlier attempts are elements of their own; without it only the final one is told. */
  readonly hasReruns: boolean;
  /** Whether a test case may hold what it printed; without it the suite does. */
  readonly printsInCase: boolean;
  /** Whether the suite has a `timestamp`, `hostname`, `package` and `id`. */
  readonly hasPlace: boolean;
  /** Names may have no line feeds nor blanks at their ends or in a row. */
  readonly hasTokenNames: boolean;
  /** One file for each suite, named `TEST-<suite>.xml`. */
  readonly isFilePerSuite: boolean;
}

export const dialectTraits: Readonly<Record<JunitDialect, DialectTraits>> = {
  strict: { hasReruns: false, printsInCase: false, hasPlace: true, hasTokenNames: true, isFilePerSuite: false },
  jenkins: { hasReruns: true, printsInCase: true, hasPlace: true, hasTokenNames: false, isFilePerSuite: false },
  surefire: { hasReruns: true, printsInCase: true, hasPlace: false, hasTokenNames: false, isFilePerSuite: true },
};
