import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withdrawFromAgreement } from '#server/party/agreement-book.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { conclude, give, indicator, introduce, outcome, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

const chunk = 64 * 1024;
const prefix = 8;

/** An indicator with so much that cannot be compressed that its release takes several pieces. */
const bulky = (stage: Stage, name: string) => {
  const noise = Array.from({ length: 40 }, (_, n) => crypto.getRandomValues(new Uint8Array(4_000 + n)).toHex());
  return { ...indicator(`${name} ${stage.now}`, 'green'), description: noise.join(' ') };
};

function transfer(): { stage: Stage; a: StagedParty; b: StagedParty; id: string } {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  const id = conclude([a, b], stage.terms([a, b], [{}]));
  give(a, bulky(stage, 'one'), bulky(stage, 'two'));
  return { stage, a, b, id };
}

/** Does something when so many bytes of a release have left, and counts those that leave later. */
function interrupt(stage: Stage, after: number, act: () => void): { readonly later: number } {
  let done = false;
  const counted = { later: 0 };
  stage.mischief = {
    betweenPieces({ path }, length) {
      if (path !== '/link/pull') return;
      if (!done && length >= after) {
        done = true;
        act();
      } else if (done) counted.later = Math.max(counted.later, length - after);
    },
  };
  return counted;
}

describe('a withdrawal in the middle of a transfer', () => {
  it('AGR-9, REL-11: no byte leaves after it, the release is withheld and said so in the log', async () => {
    const { stage, a, b, id } = transfer();
    const counted = interrupt(stage, prefix + chunk, () => withdrawFromAgreement(a.party, id));
    assert.equal(outcome(await stage.meet(b, a)), 'link-cut');
    assert.equal(counted.later, 0);
    stage.mischief = {};
    await stage.settle(a, b);
    assert.deepEqual(titles(b), []);
    assert.equal(a.party.db.count("SELECT count(*) FROM delivery WHERE state = 'withheld'"), 1);
    assert.equal(a.party.db.count("SELECT count(*) FROM note WHERE kind = 'withheld'"), 1);
  });

  it('REL-11: a release that cites an agreement that was left goes out anew under another that allows it', async () => {
    const { stage, a, b, id } = transfer();
    stage.mischief = { betweenPieces: ({ path }) => assert.notEqual(path, '/link/pull') };
    // Made, and not yet sent: the link is cut at its first piece.
    await stage.meet(b, a);
    stage.mischief = {};
    conclude([a, b], stage.terms([a, b], [{}], { end: stage.now + 1_000_000 }));
    withdrawFromAgreement(a.party, id);
    await stage.settle(a, b);
    assert.equal(titles(b).length, 2);
    const states = a.party.db
      .all<{ state: string }>('SELECT state FROM delivery ORDER BY batch')
      .map(({ state }) => state);
    assert.deepEqual(states, ['withheld', 'acknowledged']);
  });

  it('REL-11: so do a policy that blocks the recipient and the end of the agreement', async () => {
    for (const act of [
      ({ a, b }: { a: StagedParty; b: StagedParty; stage: Stage }) =>
        setPolicy(a.party, {
          blocked: [b.party.id],
          ceiling: 'red',
          approvalAbove: 'red',
          withheldKinds: [],
        }),
      ({ stage }: { stage: Stage }) => {
        stage.now += 86_400;
      },
    ]) {
      const { stage, a, b } = transfer();
      const counted = interrupt(stage, prefix + chunk, () => act({ a, b, stage }));
      assert.equal(outcome(await stage.meet(b, a)), 'link-cut');
      assert.equal(counted.later, 0);
      stage.mischief = {};
      await stage.settle(a, b);
      assert.deepEqual(titles(b), []);
    }
  });

  it('LNK-3: without one, a transfer that is cut goes on at the byte where it stopped', async () => {
    const { stage, a, b } = transfer();
    const asked: number[] = [];
    let cuts = 0;
    stage.mischief = {
      before({ path, request }) {
        if (path === '/link/pull') asked.push(JSON.parse(new TextDecoder().decode(request.body)).offset);
      },
      betweenPieces({ path }, length) {
        if (path !== '/link/pull' || length < prefix + chunk || cuts === 2) return;
        cuts++;
        throw new Error('The wire breaks.');
      },
    };
    assert.equal(outcome(await stage.meet(b, a)), 'link-cut');
    assert.equal(outcome(await stage.meet(b, a)), 'link-cut');
    assert.equal(outcome(await stage.meet(b, a)), 'met');
    assert.deepEqual(asked.slice(0, 3), [0, chunk, 2 * chunk]);
    assert.equal(titles(b).length, 2);
  });
});
