/** The project's Ed25519 key pair: `.codexqa/keys/<id>.key` (only the owner may read it) and `<id>.pub`. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { CodexqaError } from '../contracts/errors.ts';
import { digestOf } from '../support/digest.ts';
import { createFile, makeFolder, syncFolder } from '../support/durable-file.ts';

interface KeyName {
  readonly keyId: string;
  /** SPKI, base64. */
  readonly publicKey: string;
}

export interface SigningKey extends KeyName {
  readonly privateKey: KeyObject;
}

export interface Signature extends KeyName {
  /** Ed25519, base64. */
  readonly signature: string;
}

/** Makes the pair at first use; several processes may do so at once and all get the same one. @throws JOURNAL_WRITE_FAILED */
export function signingKey(folder: string, name = 'journal'): SigningKey {
  try {
    return readOrMake(folder, name);
  } catch (cause) {
    throw new CodexqaError('JOURNAL_WRITE_FAILED', `the ${name} key is not usable in ${folder}`, {
      fix: 'check the disk and the permissions of that folder',
      cause,
    });
  }
}

/** Takes the place of the key of that name, which is gone from then on; its public part stays. */
export function takeOver(folder: string, name: string, next: string): void {
  renameSync(join(folder, `${next}.key`), join(folder, `${name}.key`));
  syncFolder(folder);
}

export function hasKey(folder: string, name = 'journal'): boolean {
  return existsSync(join(folder, `${name}.key`));
}

function readOrMake(folder: string, name: string): SigningKey {
  const path = join(folder, `${name}.key`);
  if (!existsSync(path)) {
    makeFolder(folder);
    const { privateKey } = generateKeyPairSync('ed25519');
    createFile(path, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  }
  const privateKey = createPrivateKey(readFileSync(path));
  const publicKey = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).toString('base64');
  const keyId = keyIdOf(publicKey);
  const publicPath = join(folder, `${keyId}.pub`);
  if (!existsSync(publicPath)) createFile(publicPath, `${publicKey}\n`);
  return { keyId, privateKey, publicKey };
}

/** Public keys the project knows: its own and those of other machines laid beside it. */
export function trustedKeys(folder: string): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((file) => file.endsWith('.pub'));
  return keyMap(files.map((name) => readFileSync(join(folder, name), 'utf8')));
}

/** Public keys by their ids. */
export function keyMap(texts: readonly string[]): ReadonlyMap<string, string> {
  return new Map(texts.map((text) => [keyIdOf(text.trim()), text.trim()]));
}

function keyIdOf(publicKey: string): string {
  return digestOf(Buffer.from(publicKey, 'base64')).slice(0, 16);
}

export function signatureOf(text: string, { keyId, publicKey, privateKey }: SigningKey): Signature {
  return { keyId, publicKey, signature: sign(null, Buffer.from(text), privateKey).toString('base64') };
}

/** Undefined when the signature holds, else why not. Whether its key is one to trust is another question. */
export function signatureFault({ keyId, publicKey, signature }: Signature, text: string): string | undefined {
  if (keyIdOf(publicKey) !== keyId) return `its key is not ${keyId}`;
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
    ? undefined
    : 'its signature does not fit';
}
