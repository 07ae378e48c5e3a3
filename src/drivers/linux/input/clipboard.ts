/** The session's clipboard: text in, text out, and kept when the application that copied it has ended. */
import { CodexqaError } from '../../../contracts/errors.ts';
import { Deadline, withDeadline } from '../../../support/deadline.ts';
import { type AtomName, type DisplayAddress, XConnection } from '../display/x-connection.ts';
import type { FixesExtension, XEvent } from '../display/x11-library.ts';

const propertyChange = 0x00400000;
const coreSelectionNotify = 31;
const newValue = 0;
const deleted = 1;
/** XFIXES: owner set, owner window destroyed, owner's connection closed. */
const ownerSet = 0;
const everyOwnerChange = 7;
/** One request carries at most 256 KiB; more goes in pieces (ICCCM, INCR). */
const pieceBytes = 128 * 1024;
const answerTimeoutMs = 5_000;

const textTargets: readonly AtomName[] = ['UTF8_STRING', 'text/plain;charset=utf-8', 'STRING', 'TEXT'];

/** A private connection: large transfers never hold up the input. */
export class Clipboard {
  readonly #x: XConnection;
  readonly #window: number;
  readonly #onChange: () => void;
  readonly #outgoing = new Set<Transfer>();
  #text: string | undefined;
  /** What the current foreign owner offers as text, fetched while it lives. */
  #foreign: string | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  private constructor(x: XConnection, onChange: () => void) {
    this.#x = x;
    this.#onChange = onChange;
    this.#window = x.client.AllocID();
    x.client.CreateWindow(this.#window, x.root, -1, -1, 1, 1, 0, 0, 0, 0, { eventMask: propertyChange });
    x.onEvent((event) => this.#answer(event));
  }

  static async open(address: DisplayAddress, onChange: () => void): Promise<Clipboard> {
    const x = await XConnection.open(address);
    const clipboard = new Clipboard(x, onChange);
    const fixes = await x.ask<FixesExtension>((done) => x.client.require('fixes', done));
    fixes.SelectSelectionInput(clipboard.#window, x.atom('CLIPBOARD'), everyOwnerChange);
    await x.sync();
    return clipboard;
  }

  fail(error: CodexqaError): void {
    this.#x.fail(error);
  }

  /** Empty when nobody offers text. @throws APP_UNRESPONSIVE when the owner does not answer */
  read(): Promise<string> {
    return this.#inTurn(async () => {
      const owner = await this.#owner();
      if (owner === this.#window) return this.#text ?? '';
      return owner === 0 ? '' : ((await this.#fetch()) ?? '');
    });
  }

  async write(text: string): Promise<void> {
    this.#text = text;
    await this.#own('CLIPBOARD', this.#window);
  }

  /** Nobody owns the clipboard or the primary selection any more. */
  async clear(): Promise<void> {
    this.#text = undefined;
    this.#foreign = undefined;
    await Promise.all([this.#own('CLIPBOARD', 0), this.#own('PRIMARY', 0)]);
  }

  async #own(selection: AtomName, owner: number): Promise<void> {
    this.#x.client.SetSelectionOwner(owner, this.#x.atom(selection), 0);
    await this.#x.sync();
  }

  #owner(): Promise<number> {
    return this.#x.ask((done) => this.#x.client.GetSelectionOwner(this.#x.atom('CLIPBOARD'), done));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  #answer(event: XEvent): void {
    switch (event.name) {
      case 'SelectionRequest':
        this.#serve(event);
        return;
      case 'SelectionNotify':
        if (event.type !== coreSelectionNotify) this.#ownerChanged(event);
        return;
      case 'PropertyNotify':
        for (const transfer of this.#outgoing) {
          if (event.state === deleted && transfer.takes(event)) this.#continue(transfer);
        }
        return;
      default:
    }
  }

  /** An application copied something: fetch it now, while the application can still be asked. */
  #ownerChanged(event: XEvent): void {
    this.#onChange();
    if (event.subtype !== ownerSet) {
      // the owner has gone; what it had copied stays
      const kept = this.#foreign;
      this.#foreign = undefined;
      if (kept !== undefined) void this.write(kept).catch(() => undefined);
      return;
    }
    if (event.owner === this.#window) return;
    this.#foreign = undefined;
    if (event.owner === 0) return;
    void this.#inTurn(() => this.#fetch()).then(
      (text) => {
        this.#foreign = text;
      },
      () => undefined,
    );
  }

  async #fetch(): Promise<string | undefined> {
    for (const target of ['UTF8_STRING', 'STRING'] as const) {
      const data = await this.#convert(target);
      if (data !== undefined) return data.toString(target === 'STRING' ? 'latin1' : 'utf8');
    }
    return undefined;
  }

  async #convert(target: AtomName): Promise<Buffer | undefined> {
    const x = this.#x;
    const answered = this.#next((event) => event.name === 'SelectionNotify' && event.type === coreSelectionNotify);
    const [clipboard, kind, property] = [x.atom('CLIPBOARD'), x.atom(target), x.atom('CODEXQA_SELECTION')];
    x.client.DeleteProperty(this.#window, property);
    x.client.ConvertSelection(this.#window, clipboard, kind, property, 0);
    x.client.flush();
    const answer = await this.#inTime(answered);
    if (answer.property === 0) return undefined;
    let arrived = this.#nextPiece();
    const first = await x.property(this.#window, 'CODEXQA_SELECTION', true);
    if (first === undefined || first.type !== x.atom('INCR')) return first?.data;
    const pieces: Buffer[] = [];
    for (;;) {
      await this.#inTime(arrived);
      arrived = this.#nextPiece();
      const piece = await x.property(this.#window, 'CODEXQA_SELECTION', true);
      if (piece === undefined || piece.data.length === 0) return Buffer.concat(pieces);
      pieces.push(Buffer.from(piece.data));
    }
  }

  #nextPiece(): Promise<XEvent> {
    const property = this.#x.atom('CODEXQA_SELECTION');
    return this.#next(
      (event) =>
        event.name === 'PropertyNotify' &&
        event.wid === this.#window &&
        event.atom === property &&
        event.state === newValue,
    );
  }

  #next(matches: (event: XEvent) => boolean): Promise<XEvent> {
    return new Promise((resolve) => {
      const stop = this.#x.onEvent((event) => {
        if (!matches(event)) return;
        stop();
        resolve(event);
      });
    });
  }

  async #inTime<T>(answer: Promise<T>): Promise<T> {
    // a connection that ended answers no more events: the request tells it
    void this.#x.sync().catch(() => undefined);
    try {
      return await withDeadline(Promise.race([answer, this.#gone()]), Deadline.after(answerTimeoutMs), 'the clipboard');
    } catch (cause) {
      if (cause instanceof CodexqaError && cause.code !== 'DEADLINE_EXCEEDED') throw cause;
      const sentence = `the application that owns the clipboard gave no text for ${answerTimeoutMs} ms`;
      throw new CodexqaError('APP_UNRESPONSIVE', sentence, { cause });
    }
  }

  async #gone(): Promise<never> {
    await this.#x.ended;
    throw new CodexqaError('SESSION_LOST', 'the X server closed the clipboard connection');
  }

  #serve(request: XEvent): void {
    const { requestor = 0, target = 0, time = 0, selection = 0 } = request;
    const property = request.property === 0 ? target : (request.property ?? 0);
    const served = this.#provide(requestor, target, property);
    this.#x.client.SendEvent(requestor, 0, 0, {
      name: 'SelectionNotify',
      type: coreSelectionNotify,
      seq: 0,
      time,
      requestor,
      selection,
      target,
      property: served ? property : 0,
    });
    this.#x.client.flush();
  }

  #provide(requestor: number, target: number, property: number): boolean {
    const { client } = this.#x;
    const atom = (name: AtomName): number => this.#x.atom(name);
    if (this.#text === undefined) return false;
    if (target === atom('TARGETS')) {
      const offered = [atom('TARGETS'), ...textTargets.map(atom)];
      client.ChangeProperty(0, requestor, property, atom('ATOM'), 32, offered);
      return true;
    }
    if (!textTargets.some((name) => atom(name) === target)) return false;
    const type = target === atom('TEXT') ? atom('UTF8_STRING') : target;
    const data = Buffer.from(this.#text, target === atom('STRING') ? 'latin1' : 'utf8');
    if (data.length <= pieceBytes) {
      client.ChangeProperty(0, requestor, property, type, 8, data);
      return true;
    }
    client.ChangeWindowAttributes(requestor, { eventMask: propertyChange });
    this.#outgoing.add(new Transfer(requestor, property, type, data));
    client.ChangeProperty(0, requestor, property, atom('INCR'), 32, [data.length]);
    return true;
  }

  #continue(transfer: Transfer): void {
    const piece = transfer.nextPiece();
    this.#x.client.ChangeProperty(0, transfer.requestor, transfer.property, transfer.type, 8, piece);
    this.#x.client.flush();
    if (piece.length === 0) this.#outgoing.delete(transfer);
  }
}

/** A large text on its way to an application: it takes one piece after the other, then an empty one. */
class Transfer {
  readonly requestor: number;
  readonly property: number;
  readonly type: number;
  readonly #data: Buffer;
  #sent = 0;

  constructor(requestor: number, property: number, type: number, data: Buffer) {
    this.requestor = requestor;
    this.property = property;
    this.type = type;
    this.#data = data;
  }

  takes(event: XEvent): boolean {
    return event.wid === this.requestor && event.atom === this.property;
  }

  nextPiece(): Buffer {
    const piece = this.#data.subarray(this.#sent, this.#sent + pieceBytes);
    this.#sent += piece.length;
    return piece;
  }
}
