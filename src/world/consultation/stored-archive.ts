import { fromUtf8 } from '#protocol/bytes/text.ts';
import { Stuck } from './browser.ts';

const headerLength = 30;
const plainPath = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]*\/)*[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** The files of an archive that stores them as they are, as our servers write it. */
export function filesIn(archive: Uint8Array): { path: string; bytes: Uint8Array }[] {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const files: { path: string; bytes: Uint8Array }[] = [];
  for (let at = 0; at + headerLength <= archive.length && view.getUint32(at, true) === 0x04034b50; ) {
    const name = at + headerLength;
    const start = name + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
    const end = start + view.getUint32(at + 18, true);
    const path = fromUtf8(archive.subarray(name, name + view.getUint16(at + 26, true)));
    if (!plainPath.test(path) || end > archive.length) throw new Stuck('The archive is not as our servers write it.');
    files.push({ path, bytes: archive.subarray(start, end) });
    at = end;
  }
  return files;
}
