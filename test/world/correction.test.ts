import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { plainDuties } from '#protocol/agreement/invented-agreement.fixture.ts';
import { auditParty } from '#server/party/audit.ts';
import { corrections } from '#server/party/compliance.ts';
import { eraseByDecision } from '#server/party/erase-own.ts';
import { explainRelease } from '#server/party/explain-release.ts';
import { setHold } from '#server/party/legal-hold.ts';
import { tellHolders } from '#server/party/sent-corrections.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const onward = { ...plainDuties, onward: 'any-within-label' } as const;
type Duties = Partial<typeof plainDuties>;

/** A source and two that may pass on to each other what it gives them. */
async function scene(duties: Duties = {}): Promise<{ stage: Stage; a: StagedParty; b: StagedParty; c: StagedParty }> {
  const stage = new Stage();
  const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
  introduce(a, b, c);
  conclude([a, b], stage.terms([a, b], [{ duties: { ...onward, ...duties } }]));
  conclude([b, c], stage.terms([b, c], [{ duties: { ...onward, ...duties } }]));
  return { stage, a, b, c };
}

const later = (object: { id: string }, change: object) => ({
  ...object,
  modified: '2026-02-01T00:00:00.000Z',
  ...change,
});
const states = (one: StagedParty): string[] =>
  corrections(one.party, { direction: 'sent' }).map(({ what, state, ground }) =>
    [what, state, ground].join(' ').trim(),
  );
const seqOf = ({ party }: StagedParty, object: { id: string }): number =>
  party.db.count('SELECT min(seq) FROM item WHERE object = ?', object.id);
const clean = (...all: StagedParty[]): void =>
  assert.deepEqual(
    all.flatMap(({ party }) => auditParty(party).findings),
    [],
  );
const reasons = (from: StagedParty, seq: number, to: StagedParty): string[] =>
  explainRelease(from.party, seq, to.party.id).reasons.map(({ code }) => code);

describe('a newer version corrects the older ones', () => {
  it('COR-10, COR-4: a label raised after release is told, and the old version leaves neither of them any more', async () => {
    const { stage, a, b, c } = await scene();
    const object = indicator('raised', 'green');
    give(a, object);
    await stage.settle(a, b);
    give(a, later(object, { object_marking_refs: [tlpMarkingId('amber+strict')] }));
    await stage.settle(a, b, c);
    assert.deepEqual(states(a), ['restricted done']);
    assert.ok(reasons(a, seqOf(a, object), b).includes('record-recalled'));
    assert.ok(reasons(b, seqOf(b, object), c).includes('record-recalled'));
    assert.equal(c.party.items.lastSeq(), -1);
    clean(a, b, c);
  });

  it('COR-10, COR-7: a revocation reaches everybody behind a relay, and comes back answered', async () => {
    const { stage, a, b, c } = await scene();
    const object = indicator('revoked later', 'green');
    give(a, object);
    await stage.settle(a, b, c);
    assert.equal(c.party.items.lastSeq(), 0);
    give(a, later(object, { revoked: true }));
    await stage.settle(a, b, c);
    await stage.settle(a, b, c);
    assert.deepEqual([states(a), states(b)], [['revoked done'], ['revoked done']]);
    for (const one of [a, b, c])
      assert.equal(one.party.items.factsOf(one.party.items.bySeq(seqOf(one, object))?.class ?? 0).recalled, true);
    clean(a, b, c);
  });

  it('ITM-4: a version after its author revoked the object is refused, and the refusal recorded', async () => {
    const { stage, a, b } = await scene();
    const object = indicator('comes back', 'green');
    give(a, object);
    give(a, later(object, { revoked: true }));
    await stage.settle(a, b);
    // An author that finds its earlier versions would refuse this itself.
    a.party.db.run('DELETE FROM item_key_recent');
    give(a, { ...object, modified: '2026-03-01T00:00:00.000Z' });
    await stage.settle(a, b);
    const refused = b.party.db.all<{ code: string }>('SELECT code FROM refusal').map(({ code }) => code);
    assert.deepEqual(refused, ['item-after-revocation']);
    assert.equal(b.party.db.count("SELECT count(*) FROM item WHERE text IS NOT NULL AND version > '2026-02-02'"), 0);
    clean(b);
  });

  it('COR-10: a mere new version is told as such, once, and stops nothing', async () => {
    const { stage, a, b } = await scene();
    const object = indicator('better', 'green');
    give(a, object);
    await stage.settle(a, b);
    give(a, later(object, { name: 'better now' }));
    give(a, { ...later(object, { name: 'best' }), modified: '2026-03-01T00:00:00.000Z' });
    await stage.settle(a, b);
    assert.deepEqual(states(a), ['replaced done']);
    assert.equal(reasons(a, seqOf(a, object), b).includes('record-recalled'), false);
    clean(a, b);
  });

  it('COR-10: an older version that comes in after a stricter one, or beside it, never leaves', async () => {
    const { stage, a, b } = await scene();
    const [one, two] = [indicator('beside', 'green'), indicator('after', 'green')];
    const stricter = { object_marking_refs: [tlpMarkingId('amber+strict')] };
    give(a, one, later(one, stricter), later(two, stricter));
    give(a, two);
    await stage.settle(a, b);
    assert.equal(a.party.items.lastSeq(), 3);
    assert.equal(b.party.items.lastSeq(), -1);
    clean(a, b);
  });

  it('COR-2: a receipt that arrives after the correction was made is followed by it', async () => {
    const { stage, a, b } = await scene();
    const object = indicator('late receipt', 'green');
    give(a, object);
    stage.mischief = {
      before: ({ path }) => {
        if (path === '/link/receipt') throw new Error('lost');
      },
    };
    await stage.meet(b, a).catch(() => undefined);
    eraseByDecision(a.party, [seqOf(a, object)]);
    assert.deepEqual(states(a), []);
    stage.mischief = {};
    await stage.settle(a, b);
    assert.deepEqual(states(a), ['erased done']);
    assert.equal(b.party.items.bySeq(0)?.text, null);
    clean(a, b);
  });
});

describe('what a recipient may answer', () => {
  it('COR-4, COR-6: without the duty of erasure it refuses and says so', async () => {
    const { stage, a, b } = await scene({ erase: false });
    const object = indicator('unbound', 'green');
    give(a, object);
    await stage.settle(a, b);
    eraseByDecision(a.party, [seqOf(a, object)]);
    await stage.settle(a, b);
    assert.deepEqual(states(a), ['erased refused not-bound']);
    eraseByDecision(b.party, [seqOf(b, object)]);
    assert.deepEqual(states(b), []);
    clean(a, b);
  });

  it('COR-6: what the law keeps is kept on a stated ground, and goes when the ground ends', async () => {
    const { stage, a, b } = await scene();
    const object = indicator('in court', 'green');
    give(a, object);
    await stage.settle(a, b);
    setHold(b.party, seqOf(b, object), 'criminal-proceedings');
    eraseByDecision(a.party, [seqOf(a, object)]);
    await stage.settle(a, b);
    assert.deepEqual(states(a), ['erased kept criminal-proceedings']);
    setHold(b.party, seqOf(b, object), undefined);
    await stage.settle(a, b);
    assert.deepEqual([states(a), b.party.items.bySeq(0)?.text], [['erased done'], null]);
    clean(a, b);
  });

  it('COR-5: a relay cannot make others forget what they also have from somebody else', async () => {
    const { stage, a, b, c } = await scene();
    conclude([a, c], stage.terms([a, c], [{ duties: onward }]));
    const object = indicator('from two', 'green');
    give(a, object);
    await stage.meet(b, a);
    await stage.meet(c, b);
    await stage.meet(c, a);
    // The relay says that it was erased, though its author never did.
    const seq = seqOf(b, object);
    b.party.transaction(() => tellHolders(b.party, [seq], 'erased'));
    await stage.settle(b, c);
    assert.deepEqual(states(b), ['erased kept other-source']);
    assert.ok(c.party.items.bySeq(seqOf(c, object))?.text != null);
    eraseByDecision(a.party, [seqOf(a, object)]);
    await stage.settle(a, b, c);
    await stage.settle(a, b, c);
    assert.equal(c.party.items.bySeq(0)?.text, null);
    assert.deepEqual(states(a), ['erased done', 'erased done']);
    clean(a, b, c);
  });

  it('COR-3: a crash at any write of an erasure leaves it whole or undone, and the repetition finishes it', async () => {
    const { stage, a, b } = await scene();
    const object = indicator('crash', 'green');
    give(a, object, indicator('other', 'green'));
    await stage.settle(a, b);
    eraseByDecision(a.party, [seqOf(a, object)]);
    let crashes = 0;
    for (let write = 1; ; write++) {
      b.server.app.onError(() => new Response(null, { status: 500 }));
      const { db } = b.party;
      const run = db.run.bind(db);
      let left = write;
      db.run = (sql, ...values) => {
        if (--left === 0) throw new Error('crash');
        return run(sql, ...values);
      };
      await stage.meet(a, b).catch(() => undefined);
      if (left > 0) break;
      crashes++;
      b.restart();
      clean(b);
      const isGone = b.party.items.bySeq(0)?.text === null;
      assert.equal(b.party.db.count('SELECT count(*) FROM erasure'), Number(isGone));
      assert.equal(b.party.db.count("SELECT count(*) FROM note WHERE kind = 'erasure'"), Number(isGone));
    }
    await stage.settle(a, b);
    assert.ok(crashes > 10, String(crashes));
    assert.deepEqual([states(a), b.party.items.bySeq(0)?.text], [['erased done'], null]);
    clean(a, b);
  });
});
