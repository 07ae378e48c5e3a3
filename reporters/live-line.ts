/** One line at the bottom of a terminal that is drawn anew again and again, and out of the way of everything else that is written. */

type Stream = NodeJS.WriteStream;

/** Where the terminal's own lines are too narrow for more. */
const narrow = 40;

export class LiveLine {
  readonly #stream: Stream;
  readonly #others: readonly { readonly stream: Stream; readonly write: Stream['write'] }[];
  /** Only behind a whole line: what a reporter has begun to write must stay. */
  #atStart = true;
  #shown = '';

  /** `streams` are those that write to the same terminal; the first one shows the line. */
  constructor(streams: readonly [Stream, ...Stream[]]) {
    this.#stream = streams[0];
    this.#others = streams.map((stream) => ({ stream, write: stream.write }));
    for (const { stream, write } of this.#others) {
      stream.write = ((...args: Parameters<Stream['write']>) => {
        this.#erase();
        const [chunk] = args;
        const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
        if (text !== '') this.#atStart = text.endsWith('\n');
        return write.apply(stream, args);
      }) as Stream['write'];
    }
  }

  show(text: string): void {
    if (!this.#atStart || text === this.#shown) return;
    if (text === '') {
      this.#erase();
      return;
    }
    const width = Math.max(narrow, this.#stream.columns ?? narrow) - 1;
    const line = text.length > width ? `${text.slice(0, width - 1)}…` : text;
    this.#put(`\r\u001b[2K${line}`);
    this.#shown = line;
  }

  /** The terminal is as it was before. */
  close(): void {
    this.#erase();
    for (const { stream, write } of this.#others) stream.write = write;
  }

  #erase(): void {
    if (this.#shown === '') return;
    this.#put('\r\u001b[2K');
    this.#shown = '';
  }

  #put(text: string): void {
    this.#others[0]?.write.call(this.#stream, text);
  }
}
