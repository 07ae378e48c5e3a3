/** Signatures over the end of a chain: whoever knows the public key sees any change of what is before it. */
import { canonicalJson } from '../support/canonical-json.ts';
import type { Digest } from '../support/digest.ts';
import type { Seal } from './envelope.ts';
import { type SigningKey, signatureFault, signatureOf } from './keys.ts';

export function sealOf(stream: string, entries: number, lastHash: Digest, key: SigningKey): Seal {
  return { entries, ...signatureOf(canonicalJson({ entries, lastHash, stream }), key) };
}

/** Undefined when the seal holds, else why not. */
export function sealFault(seal: Seal, stream: string, entries: number, lastHash: Digest): string | undefined {
  if (seal.entries !== entries) return `it is made for ${seal.entries} entries and there are ${entries}`;
  return signatureFault(seal, canonicalJson({ entries, lastHash, stream }));
}
