/** Which file called into this package: the configuration file, when no command line says where it is. */
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The first file on the stack that stands outside the room of `moduleUrl` and outside every package. */
export function callerFile(moduleUrl: string): string | undefined {
  const room = fileURLToPath(new URL('.', moduleUrl));
  const frames = new Error('for its stack').stack?.split('\n').slice(1) ?? [];
  return frames.map(fileIn).find((file) => file !== undefined && !file.startsWith(room) && !isPackaged(file));
}

function fileIn(frame: string): string | undefined {
  const place = /(?:\(|at (?:async )?)((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^()]*?):\d+:\d+\)?$/.exec(frame)?.[1];
  if (place === undefined) return undefined;
  return place.startsWith('file:') ? fileURLToPath(place.replace(/[?#].*$/, '')) : place;
}

function isPackaged(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}
