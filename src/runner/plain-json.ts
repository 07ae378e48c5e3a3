/** Values that go to the journal must come back as they were: anything JSON would change is refused, with its place. */
import { CodexqaError } from '../contracts/errors.ts';
import { Secret } from '../contracts/secret.ts';

/** The value as JSON carries it; undefined becomes null. @throws CHECKPOINT_NOT_SERIALISABLE */
export function jsonOf(value: unknown, what: string): unknown {
  const fault = faultIn(value, 'value', new Set());
  if (fault === undefined) return value ?? null;
  throw new CodexqaError('CHECKPOINT_NOT_SERIALISABLE', `${what} returns ${fault}, which the journal cannot carry`, {
    fix: 'return plain data: strings, numbers, booleans, null, arrays and objects of these',
  });
}

function faultIn(value: unknown, path: string, above: Set<object>): string | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : `${value} at ${path}`;
    case 'undefined':
      return path === 'value' ? undefined : `undefined at ${path}`;
    case 'bigint':
    case 'function':
    case 'symbol':
      return `a ${typeof value} at ${path}`;
    case 'object':
      return value === null ? undefined : faultInObject(value, path, above);
  }
}

function faultInObject(value: object, path: string, above: Set<object>): string | undefined {
  if (above.has(value)) return `an object that contains itself at ${path}`;
  if (value instanceof Secret) return `a secret at ${path}`;
  const prototype = Object.getPrototypeOf(value);
  const plain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!plain) return `a ${value.constructor.name} at ${path}`;
  const deeper = new Set(above).add(value);
  for (const [key, item] of Object.entries(value)) {
    const fault = faultIn(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, deeper);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
