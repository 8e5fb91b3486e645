import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { termsText } from '#protocol/agreement/agreement.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { keyNames, textId } from '#protocol/identity/key-history.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, signNote } from '#protocol/identity/signed-note.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { proposeAgreement, withdrawFromAgreement } from '#server/party/agreement-book.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { conclude, give, indicator, introduce, outcome, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';
import { everything, overHttp, type Way } from './what-left.fixture.ts';

/** One object of each level, with a name that stands nowhere else. */
type Scene = Way;

function scene(): Scene {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  setPolicy(a.party, { blocked: [], ceiling: 'red', approvalAbove: 'red', withheldKinds: [] });
  const objects = tlpLevels.map((tlp) => indicator(`zebrafish-${tlp}`, tlp));
  give(a, ...objects);
  return { stage, a, b, objects };
}

const signers = (...parties: readonly StagedParty[]) =>
  parties.map(({ party }) => noteSigner(keyNames.record(party.id), party.secrets.record));

/** Puts an agreement signed by both into both stores, past every check at the door. */
function slipIn({ a, b }: Scene, text: string): void {
  const note = formatNote(signNote(text, signers(a, b)));
  for (const { party } of [a, b])
    party.db.run('INSERT INTO agreement (id, bytes, since, seen) VALUES (?, ?, -1, 0)', textId(text), note);
}

const closed: readonly [what: string, close: (scene: Scene) => void][] = [
  ['there is no agreement', () => undefined],
  ['the agreement has no parties', (s) => slipIn(s, termsText({ ...s.stage.terms([s.a, s.b], [{}]), parties: [] }))],
  [
    'the agreement has expired',
    (s) => conclude([s.a, s.b], s.stage.terms([s.a, s.b], [{}], { start: s.stage.now - 20, end: s.stage.now - 10 })),
  ],
  [
    'the agreement has not begun',
    (s) => conclude([s.a, s.b], s.stage.terms([s.a, s.b], [{}], { start: s.stage.now + 9_000 })),
  ],
  [
    'a clause has an unknown predicate',
    (s) => slipIn(s, termsText(s.stage.terms([s.a, s.b], [{}])).replace('"n":1,', '"moon":"full","n":1,')),
  ],
  ['only one side has signed', (s) => proposeAgreement(s.a.party, s.stage.terms([s.a, s.b], [{}]))],
  [
    'it was withdrawn from',
    (s) => withdrawFromAgreement(s.a.party, conclude([s.a, s.b], s.stage.terms([s.a, s.b], [{}]))),
  ],
  ['the clause goes the other way', (s) => conclude([s.a, s.b], s.stage.terms([s.a, s.b], [{ from: [s.b.party.id] }]))],
  ['the clause is for other kinds', (s) => conclude([s.a, s.b], s.stage.terms([s.a, s.b], [{ kinds: ['malware'] }]))],
  [
    'the policy blocks the partner',
    (s) => {
      conclude([s.a, s.b], s.stage.terms([s.a, s.b], [{ ceiling: 'red' }]));
      setPolicy(s.a.party, { blocked: [s.b.party.id], ceiling: 'red', approvalAbove: 'red', withheldKinds: [] });
    },
  ],
];

/** Names and ids of objects that can be found in what left. */
const found = (text: string, { objects }: Scene): string[] => [
  ...new Set([
    ...(text.match(/zebrafish-[a-z+]+/g) ?? []),
    ...objects.map(({ id }) => id).filter((id) => text.includes(id)),
  ]),
];

describe('nothing of a record leaves when', () => {
  for (const [what, close] of closed)
    it(`AGR-6, LNK-1, REL-13: ${what}: not over the link, not over TAXII, not in a page, not in an error`, async () => {
      const one = scene();
      close(one);
      const text = await everything(one);
      assert.ok(text.length > 10_000);
      assert.deepEqual(found(text, one), []);
      assert.deepEqual(titles(one.b), []);
      assert.equal(one.a.party.db.count("SELECT count(*) FROM batch WHERE direction = 'left'"), 0);
    });

  it('the label is above the clause, and what is not above it does leave, so that the search finds what there is', async () => {
    for (const [index, ceiling] of tlpLevels.entries()) {
      const one = scene();
      conclude([one.a, one.b], one.stage.terms([one.a, one.b], [{ ceiling }]));
      const leaves = tlpLevels.slice(0, index + 1).map((tlp) => `zebrafish-${tlp}`);
      const text = await everything(one);
      const ids = one.objects.slice(0, index + 1).map(({ id }) => id);
      assert.deepEqual(found(text, one).toSorted(), [...leaves, ...ids].toSorted());
      assert.deepEqual(titles(one.b), leaves.toSorted());
    }
  });

  it('AGR-9, REL-11: it was withdrawn from after the release was made, also for what TAXII gave before', async () => {
    const one = scene();
    const id = conclude([one.a, one.b], one.stage.terms([one.a, one.b], [{ ceiling: 'red' }]));
    one.a.isAway = true;
    await one.stage.settle(one.a, one.b);
    const before = await overHttp(one);
    assert.ok(before.join().includes('zebrafish-red'));
    withdrawFromAgreement(one.a.party, id);
    one.a.party.db.run("DELETE FROM account WHERE name = 'partner'");
    one.a.isAway = false;
    assert.deepEqual(found(await everything(one), one), []);
    assert.deepEqual(titles(one.b), []);
  });
});

/** Text that cannot be packed: the release takes several pieces. */
const noise = (name: string): string =>
  Array.from({ length: 4_000 }, (_, n) => Buffer.from(sha256(utf8(`${name} ${n}`))).toString('base64')).join(' ');

describe('a withdrawal while a release is on its way', () => {
  const prefix = 8;
  const chunk = 64 * 1024;
  for (const [after, when] of [
    [0, 'when the answer has begun and nothing was read of it'],
    [prefix, 'before the first piece'],
    [prefix + chunk, 'after the first piece'],
    [prefix + 2 * chunk, 'after the second piece'],
  ] as const)
    it(`REL-11: stops the next byte ${when}`, async () => {
      const stage = new Stage();
      const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
      introduce(a, b);
      const id = conclude([a, b], stage.terms([a, b], [{}]));
      give(
        a,
        { ...indicator('bulky', 'green'), description: noise('one') },
        { ...indicator('bulky', 'green'), description: noise('two') },
      );
      await stage.meet(a, b);
      let most = 0;
      let left = false;
      stage.mischief = {
        betweenPieces({ path }, length) {
          if (path !== '/link/pull') return;
          most = Math.max(most, length);
          if (length < after || left) return;
          left = true;
          withdrawFromAgreement(a.party, id);
        },
      };
      assert.equal(outcome(await stage.meet(b, a)), 'link-cut');
      assert.ok(left);
      // What the connection had already taken may still arrive: one piece is under way.
      assert.ok(most <= after + chunk, `${most} bytes`);
      stage.mischief = {};
      await stage.settle(a, b);
      assert.deepEqual(titles(b), []);
      assert.equal(a.party.db.count("SELECT count(*) FROM delivery WHERE state = 'withheld'"), 1);
    });

  it('LNK-2: when nothing is open, asking costs one request and gives 204', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    conclude([a, b], stage.terms([a, b], [{}]));
    give(a, indicator('secret', 'amber'));
    await stage.settle(a, b);
    const before = stage.carried.length;
    await stage.meet(b, a);
    const pulls = stage.carried.slice(before).filter(({ path }) => path === '/link/pull');
    assert.deepEqual(
      pulls.map(({ body }) => new TextDecoder().decode(body)),
      ['{"after":0,"offset":0}', ''],
    );
  });
});
