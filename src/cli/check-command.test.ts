import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call, json } from './comity.fixture.ts';

const vectors = join(import.meta.dirname, '../../vectors/proof');
const vectorOf = (name: string) => JSON.parse(readFileSync(join(vectors, `${name}.json`), 'utf8'));

describe('comity check', () => {
  const fileOf = (t: Parameters<typeof freshDirectory>[0], name: string): string => {
    const path = join(freshDirectory(t), 'proof.json');
    writeFileSync(path, vectorOf(name).file);
    return path;
  };

  it('says in words what each format of proof proves, and of whom (Spec: CHK-5)', async (t) => {
    const two = await call('check', fileOf(t, 'valid/two-sizes'));
    const { equivocation } = vectorOf('valid/two-sizes').claim;
    assert.equal(two.code, 0);
    for (const part of [equivocation.depositary, equivocation.case, equivocation.heads[1].root, 'The proof holds.'])
      assert.ok(two.out.includes(part), part);
    const receipt = await call('check', fileOf(t, 'valid/receipt'));
    assert.equal(receipt.code, 0);
    assert.match(receipt.out, /released 3 objects to .*has countersigned it\..*The proof holds\./s);
  });

  it('says what an act says, and no more about the others than its file does (Spec: CHK-5, LNC-2)', async (t) => {
    const open = await call('check', fileOf(t, 'valid/act-open'));
    assert.match(
      open.out,
      /stated "answer" in the case [0-9a-f]{64}\n.*Its words are:\nA cable was cut\.\n.*of a council of 4 that needs 3/s,
    );
    const closed = await call('check', fileOf(t, 'valid/act-closed'));
    assert.match(closed.out, /who else takes part, the file does not say/);
    const without = await call('check', fileOf(t, 'valid/act-without-words'));
    assert.match(without.out, /Its words, if it has any, are not in the file\./);
  });

  it('says why a file proves nothing, by code and sentence (Spec: CHK-5)', async (t) => {
    const { code, out } = await call('check', fileOf(t, 'invalid/agreeing-heads'));
    assert.equal(code, 1);
    assert.match(out, /proves nothing: One log can have both heads.*\nproof-convicts-nobody\n$/);
    const missing = await call('check', join(freshDirectory(t), 'nothing'));
    assert.deepEqual([missing.code, missing.err.split(':')[0]], [1, 'file-missing']);
  });

  it('prints the claim or the reason as JSON (Spec: CHK-5)', async (t) => {
    const path = fileOf(t, 'valid/one-size');
    assert.deepEqual(json(await call('check', path, '--json')), {
      holds: true,
      claim: vectorOf('valid/one-size').claim,
    });
    const refused = await call('check', fileOf(t, 'invalid/unknown-format'), '--json');
    assert.equal(refused.code, 1);
    assert.deepEqual(JSON.parse(refused.out).code, 'proof-format');
    assert.equal((await call('check')).code, 2);
  });
});
