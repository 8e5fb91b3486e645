import { crc32 } from 'node:zlib';
import { Fault } from '#protocol/bytes/fault.ts';
import { type Bytes, concat, utf8 } from '#protocol/bytes/text.ts';

/** A file of an archive; the path is of ASCII, with slashes. */
export interface ArchivedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

const most = { files: 65_535, bytes: 0xffffffff } as const;

/** Fields of two or four bytes, the least significant first. */
function fields(...values: readonly (readonly [size: 2 | 4, value: number])[]): Bytes {
  const bytes = new Uint8Array(values.reduce((sum, [size]) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [size, value] of values) {
    if (size === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += size;
  }
  return bytes;
}

/** Time and date as MS-DOS kept them, in UTC. */
function dosTime(seconds: number): readonly [readonly [2, number], readonly [2, number]] {
  const at = new Date(seconds * 1000);
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return [
    [2, time],
    [2, date],
  ];
}

/** What both headers of a file say of it: needed version 2.0, no flags, stored as it is. */
const described = ({ bytes }: ArchivedFile, name: Uint8Array, at: number): Bytes =>
  fields(
    [2, 20],
    [2, 0],
    [2, 0],
    ...dosTime(at),
    [4, crc32(bytes)],
    [4, bytes.length],
    [4, bytes.length],
    [2, name.length],
    [2, 0],
  );

/** A ZIP archive (APPNOTE 6.3) that stores its files as they are. `at`: Unix seconds. Fault: `archive-size`. */
export function zipFile(files: readonly ArchivedFile[], at: number): Bytes {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const file of files) {
    const name = utf8(file.path);
    const about = described(file, name, at);
    directory.push(fields([4, 0x02014b50], [2, 20]), about, fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), name);
    const whole = [fields([4, 0x04034b50]), about, name, file.bytes];
    parts.push(...whole);
    offset += whole.reduce((sum, { length }) => sum + length, 0);
  }
  if (files.length > most.files || offset > most.bytes)
    throw new Fault('archive-size', 'There is too much for one archive.');
  const listed = concat(...directory);
  const count = files.length;
  const end = fields([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, listed.length], [4, offset], [2, 0]);
  return concat(...parts, listed, end);
}
