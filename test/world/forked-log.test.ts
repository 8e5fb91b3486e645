import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { mirroredSize } from '#server/party/mirror.ts';
import { cosignedBy } from '#server/party/witnessing.ts';
import { conclude, give, indicator, introduce, outcome, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** Two partners in step; `a` has kept a copy of its past. */
async function scene() {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  give(a, indicator('before', 'green'));
  await stage.settle(a, b);
  const past = a.backUp();
  give(a, indicator('after', 'green'));
  await stage.settle(a, b);
  return { stage, a, b, past };
}

const size = ({ party }: StagedParty): number => party.log.frontier().size;

/** Goes back to its past and signs on from there, which only a server that was tampered with would do. */
function goBack(a: StagedParty, past: Parameters<StagedParty['restore']>[0]): void {
  a.restore(past, 'store-and-files');
  a.party.log.signing = 'confirmed';
}

describe('a partner that rewrites its log', () => {
  it('KEP-5: one that shows less than before is reported, and the longer mirror stays', async () => {
    const { stage, a, b, past } = await scene();
    const held = mirroredSize(b.party, a.party.id);
    goBack(a, past);
    assert.equal(outcome(await stage.meet(b, a)), 'mirror-rollback');
    assert.equal(mirroredSize(b.party, a.party.id), held);
  });

  it('KEP-5: one that tells another story of the same length, or a longer one, is reported', async () => {
    for (const objects of [1, 9]) {
      const { stage, a, b, past } = await scene();
      const held = b.mirrors.get(a.party.id)?.get('checkpoint');
      assert.ok(held);
      goBack(a, past);
      for (let n = 0; n < objects; n++) give(a, indicator(`rewritten ${n}`, 'red'));
      while (size(a) < parseCheckpoint(parseNote(held).text).size) give(a, indicator('filler', 'red'));
      assert.match(outcome(await stage.meet(b, a)), /^mirror-(?:root|fork)$/);
      assert.deepEqual(b.mirrors.get(a.party.id)?.get('checkpoint'), held);
    }
  });

  it('LOG-14: the witness does not cosign it', async () => {
    const { stage, a, b, past } = await scene();
    goBack(a, past);
    for (let n = 0; n < 9; n++) give(a, indicator(`rewritten ${n}`, 'red'));
    assert.notEqual(outcome(await stage.meet(a, b)), 'met');
    assert.ok(cosignedBy(a.party, b.party.id) < size(a));
  });

  it('KEP-5: both checkpoints are kept, so that anybody can be shown the contradiction', async () => {
    const { stage, a, b, past } = await scene();
    goBack(a, past);
    for (let n = 0; n < 9; n++) give(a, indicator(`rewritten ${n}`, 'red'));
    await stage.meet(b, a);
    const kept = [...(b.mirrors.get(a.party.id) ?? new Map<string, Uint8Array>()).values()];
    const newest = a.files.get('checkpoint');
    assert.ok(newest);
    const text = parseNote(newest).text;
    assert.ok(kept.some((bytes) => new TextDecoder().decode(bytes).startsWith(text)));
  });

  it('P3: honest partners go on sharing while one of them lies', async () => {
    const { stage, a, b, past } = await scene();
    const c = stage.found('Calder');
    introduce(a, b, c);
    conclude([b, c], stage.terms([b, c], [{}]));
    goBack(a, past);
    give(b, indicator('between friends', 'green'));
    for (let round = 0; round < 3; round++) {
      assert.equal(outcome(await stage.meet(b, a)), 'mirror-rollback');
      await stage.settle(b, c);
    }
    assert.deepEqual(titles(c), ['between friends']);
  });
});
