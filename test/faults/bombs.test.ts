import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { zstdCompressSync } from 'node:zlib';
import { concat } from '#protocol/bytes/text.ts';
import { acceptRelease } from '#server/ingress/accept-release.ts';
import { conclude, introduce, Stage } from '../world/stage.fixture.ts';
import { bombs } from './bombs.ts';

const reader = fileURLToPath(new URL('bombs.fixture.ts', import.meta.url));
/** Megabytes: of the engine's heap, and of the whole process, buffers and sources of up to 70 MB included. */
const [heap, most] = [640, 1_200];

interface Taken {
  readonly name: string;
  readonly bomb: { readonly accepted: number; readonly codes: readonly string[] };
  readonly harmless: { readonly accepted: number; readonly codes: readonly string[] };
}

describe('a source that is a bomb', async () => {
  const run = promisify(execFile);
  const args = [`--max-old-space-size=${heap}`, reader];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 10_000_000 });
  const lines = stdout.trim().split('\n');
  const { megabytes }: { megabytes: number } = JSON.parse(lines.pop() ?? '{}');
  const taken = new Map(lines.map((line): [string, Taken] => [JSON.parse(line).name, JSON.parse(line)]));

  for (const [name, { codes }] of Object.entries(bombs))
    it(`STX-10, MSP-2, CSF-1, LST-1: is refused whole, and a harmless one is taken: ${name}`, () => {
      const found = taken.get(name);
      assert.ok(found);
      assert.equal(found.bomb.accepted, 0);
      assert.ok(
        codes.some((code) => found.bomb.codes.includes(code)),
        found.bomb.codes.join(),
      );
      assert.ok(found.harmless.accepted > 0, found.harmless.codes.join());
    });

  it('takes bounded memory, all of them together', () => {
    assert.ok(megabytes < most, `${megabytes} MB`);
  });
});

describe('a release that is a bomb', () => {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  const zeros = new Uint8Array(zstdCompressSync(new Uint8Array(64 * 1_048_576)));
  const packed = (...bytes: readonly number[]): Uint8Array => new Uint8Array(zstdCompressSync(new Uint8Array(bytes)));
  const tries: readonly [name: string, bytes: Uint8Array, code: string][] = [
    [
      'a few kilobytes that unpack to three gigabytes',
      concat(...Array.from({ length: 50 }, () => zeros)),
      'package-compression',
    ],
    ['one frame above the bound', zeros, 'package-compression'],
    ['zstd within zstd', new Uint8Array(zstdCompressSync(zeros)), 'package-'],
    ['no zstd at all', new Uint8Array(1_000), 'package-compression'],
    ['a length of four gigabytes', packed(255, 255, 255, 255, 1, 2, 3), 'package-'],
    ['nothing', packed(), 'package-'],
  ];
  for (const [name, bytes, code] of tries)
    it(`LNK-4, REL-9: is refused before it is unpacked further than a release may be: ${name}`, () => {
      assert.throws(
        () => acceptRelease(b.party, a.party.id, bytes),
        (error: Error & { code?: string }) => error.code?.startsWith(code) === true,
      );
      assert.equal(b.party.db.count('SELECT count(*) FROM item'), 0);
    });
});
