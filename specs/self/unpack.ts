/** Everything that can be read in a file: its own bytes, and what is packed inside (zip archives, also those inside pages). */
import { inflateRawSync } from 'node:zlib';

export function readableParts(bytes: Buffer): readonly Buffer[] {
  const embedded = /data:application\/zip;base64,([A-Za-z0-9+/=]+)/g;
  const pages = bytes.includes('data:application/zip;base64,') ? [...bytes.toString('latin1').matchAll(embedded)] : [];
  const archives = [bytes, ...pages.map(([, text = '']) => Buffer.from(text, 'base64'))].filter(isZip);
  return [bytes, ...archives.flatMap((archive) => zipEntries(archive).flatMap(readableParts))];
}

function isZip(bytes: Buffer): boolean {
  return bytes.length > 22 && bytes.readUInt32LE(0) === 0x04034b50;
}

/** Walks the central directory at the end, which knows the sizes that local headers may leave open. */
export function zipEntries(zip: Buffer): readonly Buffer[] {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const method = zip.readUInt16LE(at + 10);
    const size = zip.readUInt32LE(at + 20);
    const local = zip.readUInt32LE(at + 42);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const data = zip.subarray(start, start + size);
    return method === 0 ? data : inflateRawSync(data);
  });
}
