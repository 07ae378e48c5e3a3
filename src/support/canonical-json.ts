/** JSON with one spelling: sorted keys and no spaces (RFC 8785), so that a digest over it means the value and not its layout. */

/**
 * Members that are undefined are left out and `toJSON` is honoured, as in `JSON.stringify`.
 * @throws TypeError naming the path of a value that JSON cannot carry: NaN, Infinity, bigint, function, symbol, a circle
 */
export function canonicalJson(value: unknown): string {
  const written = write(value, '$', []);
  if (written === undefined) throw new TypeError(`$: ${typeof value} has no JSON form`);
  return written;
}

function write(value: unknown, path: string, above: readonly object[]): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path}: ${value} has no JSON form`);
      return JSON.stringify(value);
    case 'undefined':
      return undefined;
    case 'object':
      return value === null ? 'null' : writeObject(value, path, above);
    case 'bigint':
    case 'function':
    case 'symbol':
      throw new TypeError(`${path}: ${typeof value} has no JSON form`);
  }
}

function writeObject(value: object, path: string, above: readonly object[]): string | undefined {
  if (above.includes(value)) throw new TypeError(`${path}: the value contains itself`);
  if ('toJSON' in value && typeof value.toJSON === 'function') return write(value.toJSON(), path, [...above, value]);
  const here = [...above, value];
  if (Array.isArray(value)) {
    return `[${value.map((item, index) => write(item, `${path}[${index}]`, here) ?? 'null').join(',')}]`;
  }
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member = write((value as Record<string, unknown>)[key], `${path}.${key}`, here);
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${member}`);
  }
  return `{${members.join(',')}}`;
}
