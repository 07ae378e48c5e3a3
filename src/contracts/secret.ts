/** Values of this process that must not be shown, longest first: one may contain another. */
const values: string[] = [];

/** A text that may be typed but never shown: logs, reports, steps, journal and trace get `••••`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    if (value === '' || values.includes(value)) return;
    values.push(value);
    values.sort((a, b) => b.length - a.length);
  }

  /** The text itself; only the last step before the driver calls this. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '••••';
  }

  toJSON(): string {
    return '••••';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'secret(••••)';
  }
}

/** Marks a text as secret: `fill(secret(process.env.PIN))`. */
export function secret(value: string): Secret {
  return new Secret(value);
}

/** A text that may hold what an application shows of a secret, with dots in its place. */
export function redact(text: string): string {
  return values.reduce((shown, value) => shown.replaceAll(value, '••••'), text);
}

export function reveal(text: string | Secret): string {
  return typeof text === 'string' ? text : text.reveal();
}

/** What may be shown of a text: quoted, or dots. */
export function shown(text: string | Secret): string {
  return typeof text === 'string' ? JSON.stringify(text) : text.toString();
}
