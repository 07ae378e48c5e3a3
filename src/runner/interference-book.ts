/** What others did to the desktop while a test was at work on it: into the journal as it happens, onto the test at its end. */
import type { TestInfo } from '@playwright/test';
import type { ActionRecord } from '../contracts/action.ts';
import { annotationTypes, interferencesText } from '../contracts/annotation.ts';
import type { DriverSession } from '../contracts/driver.ts';
import type { JournalEntry, JournalSink } from '../contracts/journal.ts';
import { countInterferences, type InterferenceEntry } from '../journal/interferences.ts';

export interface InterferenceBookParts {
  readonly session: Pick<DriverSession, 'onSignal'>;
  readonly journal: JournalSink;
  readonly testInfo: Pick<TestInfo, 'testId' | 'annotations' | 'attachments'>;
}

/** The latest of them; a person who works beside a run in the background moves the pointer all the time. */
const linesKept = 200;

export class InterferenceBook implements Disposable {
  readonly #parts: InterferenceBookParts;
  readonly #stop: () => void;
  readonly #entries: { readonly entry: InterferenceEntry; readonly at: Date }[] = [];

  constructor(parts: InterferenceBookParts) {
    const { session, testInfo } = parts;
    this.#parts = parts;
    this.#stop = session.onSignal((signal) => {
      if (signal.kind === 'interference')
        this.#note({ kind: 'interference', testId: testInfo.testId, ...signal.interference });
    });
  }

  /** Acts that were refused because of others are known by their outcome. */
  listening(journal: JournalSink): JournalSink {
    return {
      append: (entry: JournalEntry) => {
        journal.append(entry);
        if (entry.kind === 'outcome') this.#noteRefusal(entry.record);
      },
    };
  }

  /** Every report shows annotations and attachments. Nothing where nobody was in the way. */
  annotate(): void {
    const { testInfo } = this.#parts;
    const counts = countInterferences(this.#entries.map(({ entry }) => entry));
    if (counts === undefined) return;
    testInfo.annotations.push({ type: annotationTypes.interferences, description: interferencesText(counts) });
    // text within, no file: the HTML report unfolds it in place
    const body = Buffer.from(`${this.#entries.slice(-linesKept).map(lineOf).join('\n')}\n`);
    testInfo.attachments.push({ name: 'interferences', body, contentType: 'text/plain' });
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #noteRefusal({ verb, target, error }: ActionRecord): void {
    const what = error === undefined ? undefined : refusals.get(error);
    if (what === undefined) return;
    const { testId } = this.#parts.testInfo;
    this.#note({ kind: 'interference', testId, what, detail: target, during: verb, follows: 'refused' });
  }

  #note(entry: InterferenceEntry): void {
    this.#entries.push({ entry, at: new Date() });
    this.#parts.journal.append(entry);
  }
}

const refusals: ReadonlyMap<string, 'not-in-front' | 'focus-stolen'> = new Map([
  ['TARGET_NOT_FOREGROUND', 'not-in-front'],
  ['FOCUS_STOLEN', 'focus-stolen'],
]);

function lineOf({ entry, at }: { readonly entry: InterferenceEntry; readonly at: Date }): string {
  const { what, detail, during, follows } = entry;
  return `${at.toISOString()}  ${what} ${detail}, during ${during}: ${follows}`;
}
