/** The public face: named exports only. */
export type { Role } from './contracts/accessibility.ts';
export type { ActionRecord, Effect, EffectVerdict } from './contracts/action.ts';
export type { BatchCounts } from './contracts/annotation.ts';
export type { Approval } from './contracts/approval.ts';
export { CodexqaError, type ErrorCode } from './contracts/errors.ts';
export type { Point, Rect, Size } from './contracts/geometry.ts';
export type { UnexpectedSignal } from './contracts/journal.ts';
export { type Secret, secret } from './contracts/secret.ts';
export { definePolicy, type Policy } from './policy/policy.ts';
export { type ApprovalQuestion, approve, approveAhead } from './runner/approve.ts';
export { type BatchOptions, type BatchRow, batch } from './runner/batch/batch.ts';
export {
  type CsvOptions,
  type FileItem,
  type FilesOptions,
  fromCsv,
  fromFiles,
  fromJson,
} from './runner/batch/source.ts';
export { type ChecklistItem, checklist } from './runner/checklist/checklist.ts';
export { type CheckpointOptions, checkpoint } from './runner/checkpoint.ts';
export { defineConfig } from './runner/config.ts';
export type { CodexqaConfig } from './runner/config-schema.ts';
export { expect } from './runner/expect.ts';
export { type IrreversibleOptions, irreversible } from './runner/irreversible.ts';
export { type TaskDeclaration, task } from './runner/task.ts';
export { type TestFixtures, test, type WorkerFixtures } from './runner/test.ts';
export type { App } from './session/app.ts';
export type { Desktop } from './session/desktop.ts';
export type { ImageLocator } from './session/image-locator.ts';
export type { Locator } from './session/locator.ts';
export type { Unexpected, UnexpectedOptions } from './session/recovery.ts';
export type { Window } from './session/window.ts';
