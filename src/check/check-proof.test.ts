import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { utf8 } from '#protocol/bytes/text.ts';
import { proofVectors, vectorText } from '../../tools/make-proof-vectors.ts';
import { checkProof } from './check-proof.ts';
import { proofFileBytes } from './proof-file.ts';

const folder = join(import.meta.dirname, '../../vectors/proof');
const paths = globSync('**/*.json', { cwd: folder }).map((path) => path.replaceAll('\\', '/'));

/** The claim as JSON, as a vector has it. */
const claimOf = (bytes: Uint8Array): unknown => {
  const verdict = checkProof(bytes);
  return verdict.holds ? JSON.parse(JSON.stringify(verdict.claim)) : undefined;
};

describe('proof files', () => {
  it('have vectors that are what their generator makes, and no others', () => {
    const made = Object.entries(proofVectors());
    assert.deepEqual(paths.toSorted(), made.map(([path]) => `${path}.json`).toSorted());
    for (const [path, vector] of made)
      assert.equal(readFileSync(join(folder, `${path}.json`), 'utf8'), vectorText(vector), path);
  });

  for (const path of paths) {
    const vector = JSON.parse(readFileSync(join(folder, path), 'utf8'));
    it(`${path} (Spec: ${vector.clause}): ${vector.comment}`, () => {
      const verdict = checkProof(utf8(vector.file));
      if (path.startsWith('valid/')) {
        assert.ok(verdict.holds && vector.claim !== undefined);
        assert.deepEqual(claimOf(utf8(vector.file)), vector.claim);
      } else assert.deepEqual(verdict.holds ? 'holds' : verdict.code, vector.fault);
    });
  }

  it('never hold with another claim after any one byte was changed (Spec: CHK-3)', () => {
    let tried = 0;
    for (const path of paths.filter((one) => one.startsWith('valid/'))) {
      const { file, claim } = JSON.parse(readFileSync(join(folder, path), 'utf8'));
      const bytes = utf8(file);
      // Every byte would take minutes; a stride that is prime to the lines meets every member.
      for (let at = 0; at < bytes.length; at += 17) {
        const damaged = bytes.slice();
        damaged[at] = (damaged[at] ?? 0) ^ (1 << (at % 7));
        const now = claimOf(damaged);
        if (now !== undefined) assert.deepEqual(now, claim, `${path}, byte ${at}`);
        tried++;
      }
    }
    assert.ok(tried > 1000, String(tried));
  });

  it('are refused by their size alone, before they are parsed (Spec: CHK-3)', () => {
    const verdict = checkProof(new Uint8Array(proofFileBytes + 1));
    assert.equal(verdict.holds ? undefined : verdict.code, 'proof-size');
    for (const text of ['', '[]', 'null', '{}', '{"format":1}', '['.repeat(100_000)])
      assert.equal(checkProof(utf8(text)).holds, false);
  });
});
