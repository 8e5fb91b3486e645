import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { termsText } from '#protocol/agreement/agreement.ts';
import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { keyNames, textId } from '#protocol/identity/key-history.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, signNote } from '#protocol/identity/signed-note.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { signRequest } from '#server/link-signature/sign-request.ts';
import { proposeAgreement, withdrawFromAgreement } from '#server/party/agreement-book.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { originName } from '#server/party/witnessing.ts';
import { mountPages } from '#server/process/pages-mount.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import { conclude, give, indicator, introduce, outcome, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** One object of each level, with a name that stands nowhere else. */
interface Scene {
  readonly stage: Stage;
  readonly a: StagedParty;
  readonly b: StagedParty;
  readonly objects: readonly { readonly id: string }[];
}

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

const shown = async (response: Response): Promise<string> => {
  const head = `${response.status} ${JSON.stringify([...response.headers])}\n`;
  const bytes = new Uint8Array(await response.arrayBuffer().catch(() => new ArrayBuffer()));
  return head + Buffer.from(bytes).toString('latin1');
};

/** What the partner gets with its account over TAXII, and anybody over the pages. */
async function overHttp({ a, b, objects }: Scene): Promise<string[]> {
  const { token } = await accountsOf(a.party).add({ name: 'partner', role: 'viewer', kind: 'tool', party: b.party.id });
  const app = mountPages({ party: a.party, report: () => undefined });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/taxii+json;version=2.1' };
  const ask = async (path: string): Promise<string> =>
    shown(await app.request(`http://127.0.0.1:8000${path}`, { headers }));
  const listed = await ask('/taxii2/');
  const root = /api_roots":\["([^"]+)"/.exec(listed)?.[1] ?? '';
  assert.notEqual(root, '');
  const collections = await ask(`${root}collections/`);
  const id = /"id":"([0-9a-f-]{36})"/.exec(collections)?.[1] ?? '';
  assert.notEqual(id, '');
  const base = `${root}collections/${id}/`;
  const ofObjects = objects.flatMap((object) => [
    `${base}objects/${object.id}/`,
    `${base}objects/${object.id}/versions/`,
    `/records?q=${object.id.slice(0, 9)}`,
  ]);
  const paths = [
    root,
    base,
    `${base}objects/`,
    `${base}manifest/`,
    `${base}objects/?limit=1`,
    `${base}objects/?added_after=2020-01-01T00:00:00Z`,
  ];
  const pages = ['/', '/records', '/records?q=zebrafish', '/left', '/log', '/agreements', '/record/0'];
  const answers = [listed, collections];
  for (const path of [...paths, ...ofObjects, ...pages]) answers.push(await ask(path));
  return answers;
}

/** What signed requests of the partner get, also odd ones, and what anybody may read. */
async function overLink({ a, b, stage }: Scene): Promise<string[]> {
  const answers: string[] = [];
  const bodies = [
    { after: 0, offset: 0 },
    { after: 0, offset: 99_999_999 },
    { after: 99, offset: 0 },
    { after: -1, offset: 0 },
    { after: 0, offset: 0, item: 0 },
  ].map((body) => utf8(canonicalText(body)));
  const requests = [
    '/link/pull',
    '/link/receipt',
    '/link/agreement',
    '/link/withdrawal',
    '/link/hello',
    '/link/records',
  ].flatMap((path) => [...bodies, utf8('zebra'), new Uint8Array(2_000)].map((body) => ({ path, body })));
  for (const [n, { path, body }] of requests.entries()) {
    const target = `${a.party.url}${path}`;
    const nonce = sha256(utf8(`nonce ${n}`)).subarray(0, 16);
    const signed = signRequest(
      { method: 'POST', target, body },
      { keyid: b.party.id, seed: b.party.secrets.link, now: stage.now, nonce },
    );
    answers.push(
      await shown(await a.server.app.request(target, { method: 'POST', headers: signed, body: new Uint8Array(body) })),
    );
  }
  const open = [
    '/log/checkpoint',
    '/.well-known/comity/identity',
    `/witness/${originName(b.party.id)}/checkpoint`,
    '/healthz',
  ];
  for (const path of [...open, ...[...a.files.keys()].map((file) => `/log/${file}`)])
    answers.push(await shown(await a.server.app.request(`${a.party.url}${path}`)));
  return answers;
}

/** Everything that left `a`, and what is packed in it. */
async function everything(one: Scene): Promise<string> {
  const { stage, a, b } = one;
  await stage.settle(a, b);
  const answers = [...(await overHttp(one)), ...(await overLink(one))];
  await stage.settle(a, b);
  const carried = stage.carried.flatMap(({ body }) => [body, unpacked(body)]);
  return [...answers, ...carried.map((body) => Buffer.from(body).toString('latin1'))].join('\n');
}

function unpacked(body: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(body.subarray(8));
  } catch {
    return new Uint8Array();
  }
}

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
