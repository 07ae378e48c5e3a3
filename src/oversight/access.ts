/**
 * Who may look at the oversight page: devices that were paired by a code from the terminal. Codes and devices are files of the project,
 * so that a page server that is started again knows its devices, and any terminal can pair or revoke. Only digests of secrets are kept.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../support/digest.ts';
import { createFile, makeFolder, replaceFile } from '../support/durable-file.ts';

export interface Device {
  readonly id: string;
  /** As it calls itself. */
  readonly name: string;
  readonly tokenDigest: string;
  /** Unix time in ms. */
  readonly pairedAt: number;
  readonly expiresAt: number;
}

const codeKeepsMs = 120_000;
const deviceKeepsMs = 12 * 3_600_000;

export class Access {
  readonly #folder: string;

  constructor(projectRoot: string) {
    this.#folder = join(projectRoot, '.codexqa', 'oversight');
  }

  /** Good for one device, for two minutes. */
  newCode(now = Date.now()): string {
    const code = randomBytes(16).toString('base64url');
    makeFolder(this.#codes);
    createFile(join(this.#codes, digestOf(code)), String(now + codeKeepsMs), { mode: 0o600 });
    return code;
  }

  /** The token of the new device, told only here; undefined for a code that is wrong, used or too old. */
  pair(code: string, name: string, now = Date.now()): { readonly device: Device; readonly token: string } | undefined {
    const path = join(this.#codes, digestOf(code));
    let until: number;
    try {
      until = Number(readFileSync(path, 'utf8'));
      // of two devices with one code the second finds nothing to remove
      rmSync(path);
    } catch {
      return undefined;
    }
    if (now > until || until - now > codeKeepsMs) return undefined;
    const token = randomBytes(32).toString('base64url');
    const id = randomBytes(4).toString('hex');
    const device = { id, name, tokenDigest: digestOf(token), pairedAt: now, expiresAt: now + deviceKeepsMs };
    this.#write([...this.devices(now), device]);
    return { device, token };
  }

  /** A clock that was set back does not bring an old device back to life, nor make a new one older. */
  devices(now = Date.now()): readonly Device[] {
    if (!existsSync(this.#devicesPath)) return [];
    const all = JSON.parse(readFileSync(this.#devicesPath, 'utf8')) as readonly Device[];
    return all.filter(
      ({ pairedAt, expiresAt }) => now < expiresAt && expiresAt - now <= deviceKeepsMs && pairedAt <= now,
    );
  }

  deviceWith(token: string, now = Date.now()): Device | undefined {
    const digest = Buffer.from(digestOf(token));
    return this.devices(now).find(({ tokenDigest }) => timingSafeEqual(Buffer.from(tokenDigest), digest));
  }

  /** `all`, or one by its id; how many went. */
  revoke(id: string): number {
    const before = this.devices();
    const left = id === 'all' ? [] : before.filter((device) => device.id !== id);
    if (left.length < before.length) this.#write(left);
    if (id === 'all' && existsSync(this.#codes)) {
      for (const code of readdirSync(this.#codes)) rmSync(join(this.#codes, code), { force: true });
    }
    return before.length - left.length;
  }

  get #codes(): string {
    return join(this.#folder, 'codes');
  }

  get #devicesPath(): string {
    return join(this.#folder, 'devices.json');
  }

  #write(devices: readonly Device[]): void {
    makeFolder(this.#folder);
    replaceFile(this.#devicesPath, `${JSON.stringify(devices, null, 2)}\n`, { mode: 0o600 });
  }
}

/** So many of something in so much time, for each name. */
export class RateLimit {
  readonly #most: number;
  readonly #windowMs: number;
  readonly #seen = new Map<string, number[]>();

  constructor(most: number, windowMs: number) {
    this.#most = most;
    this.#windowMs = windowMs;
  }

  /** False when it is one too many. */
  take(name: string, now = performance.now()): boolean {
    const recent = (this.#seen.get(name) ?? []).filter((at) => now - at < this.#windowMs);
    const isFree = recent.length < this.#most;
    this.#seen.set(name, isFree ? [...recent, now] : recent);
    return isFree;
  }
}
