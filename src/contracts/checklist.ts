/** A checklist with its verdicts, as it travels from the worker to the reports. */

/** The levels of Allure, the gravest first. */
export const severities = ['blocker', 'critical', 'normal', 'minor', 'trivial'] as const;
export type Severity = (typeof severities)[number];

export interface ChecklistVerdict {
  readonly id: string;
  readonly title: string;
  readonly owner?: string;
  readonly severity: Severity;
  readonly status: 'passed' | 'failed';
  readonly durationMs: number;
  readonly error?: string;
  readonly evidence: readonly ChecklistEvidence[];
}

export interface ChecklistEvidence {
  /** Of the attachment of the test. */
  readonly name: string;
  readonly contentType: string;
}

export interface ChecklistRecord {
  readonly name: string;
  readonly items: readonly ChecklistVerdict[];
}

/** By its content type the run's reporter knows the attachment that holds a `ChecklistRecord`. */
export const checklistType = 'application/vnd.codexqa.checklist+json';
