/** What tells one row of a batch from the others. */
import { didYouMean } from '../../support/near-miss.ts';

export type KeyOption<T> = (keyof T & string) | ((item: T) => string | number) | undefined;
export type RowKey = { readonly key: string } | { readonly fault: string };

/** Without an option the source's own key, or the item itself when it is a text or a number. */
export function rowKey<T>(item: T, option: KeyOption<T>, ownKey: ((item: T) => string) | undefined): RowKey {
  const words = typeof option === 'string' ? `column "${option}"` : 'its key';
  let value: unknown;
  try {
    value = keyValue(item, option, ownKey);
  } catch (error) {
    return { fault: `${words} cannot be had: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof value === 'string' || typeof value === 'number') {
    const key = String(value);
    return key.trim() === '' ? { fault: `${words} is empty` } : { key };
  }
  const near = typeof option === 'string' && isObject(item) ? didYouMean(option, Object.keys(item)) : '';
  const hint = option === undefined ? ': say what tells rows apart with `key`' : near;
  return { fault: `${words} is ${value === undefined ? 'missing' : `no text, but ${typeof value}`}${hint}` };
}

function keyValue<T>(item: T, option: KeyOption<T>, ownKey: ((item: T) => string) | undefined): unknown {
  if (typeof option === 'function') return option(item);
  if (typeof option === 'string') return isObject(item) ? item[option] : undefined;
  return ownKey === undefined ? item : ownKey(item);
}

function isObject(item: unknown): item is Record<string, unknown> {
  return typeof item === 'object' && item !== null;
}
