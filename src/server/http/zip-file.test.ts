import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { zipFile } from './zip-file.ts';

/** Files as a reader finds them: from the end, by the directory, each at its own header. */
function unzipped(archive: Buffer): Map<string, Buffer> {
  const end = archive.length - 22;
  assert.equal(archive.readUInt32LE(end), 0x06054b50);
  const found = new Map<string, Buffer>();
  let at = archive.readUInt32LE(end + 16);
  for (let n = archive.readUInt16LE(end + 10); n > 0; n--) {
    assert.equal(archive.readUInt32LE(at), 0x02014b50);
    const [crc, size, nameLength] = [
      archive.readUInt32LE(at + 16),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
    ];
    const name = fromUtf8(archive.subarray(at + 46, at + 46 + nameLength));
    const local = archive.readUInt32LE(at + 42);
    assert.equal(archive.readUInt32LE(local), 0x04034b50);
    const start = local + 30 + archive.readUInt16LE(local + 26);
    const bytes = archive.subarray(start, start + size);
    assert.equal(crc32(bytes), crc);
    found.set(name, bytes);
    at += 46 + nameLength;
  }
  assert.equal(at, end);
  return found;
}

test('an archive gives back every file under its path, empty ones too', () => {
  const files = [
    { path: 'case-1/README.txt', bytes: utf8('a copy\n') },
    { path: 'case-1/tile/0/000', bytes: Uint8Array.from({ length: 9000 }, (_, at) => at % 251) },
    { path: 'case-1/empty', bytes: new Uint8Array() },
  ];
  const found = unzipped(Buffer.from(zipFile(files, 1_800_000_000)));
  assert.deepEqual(
    [...found.keys()],
    files.map(({ path }) => path),
  );
  for (const { path, bytes } of files) assert.deepEqual(new Uint8Array(found.get(path) ?? []), bytes);
});

test('an archive is the same for the same files and moment, and too many files are refused', () => {
  const file = { path: 'a', bytes: utf8('b') };
  assert.deepEqual(zipFile([file], 1_800_000_000), zipFile([file], 1_800_000_000));
  assert.throws(
    () =>
      zipFile(
        Array.from({ length: 65_536 }, () => file),
        0,
      ),
    { code: 'archive-size' },
  );
});
