import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBody } from '#server/http/read-body.ts';
import { signRequest } from '#server/link-signature/sign-request.ts';
import { keepPeer, knownPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { conclude, give, indicator, introduce, outcome, refusals, Stage, titles } from '../world/stage.fixture.ts';
import type { StagedParty } from '../world/staged-party.fixture.ts';

function scene() {
  const stage = new Stage();
  const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
  introduce(a, b, c);
  conclude([a, b, c], stage.terms([a, b, c], [{}]));
  give(a, indicator('first', 'green'));
  return { stage, a, b, c };
}

let used = 0;

/** One signed request over the link, as a partner's own program sends it. */
function ask(from: StagedParty, to: StagedParty, path: string, text: string): Promise<Response> {
  const [url, body] = [`${to.party.url}${path}`, Buffer.from(text)];
  const nonce = new Uint8Array(16);
  new DataView(nonce.buffer).setUint32(0, ++used);
  const signer = { keyid: from.party.id, seed: from.party.secrets.link, now: from.party.now, nonce };
  const headers = signRequest({ method: 'POST', target: url, body }, signer);
  return Promise.resolve(to.server.app.request(url, { method: 'POST', headers: { ...headers }, body }));
}

describe('a partner that floods', () => {
  it('LNK-9: is told to wait, for all its addresses together, fills no table, and the others are served', async () => {
    const { stage, a, b, c } = scene();
    await ask(c, a, '/link/receipt', 'no note');
    const statuses = new Map<number, number>();
    let waits = '';
    for (let n = 0; n < 4_050; n++) {
      const answer = await ask(b, a, '/link/receipt', `no note ${n}`);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      waits = answer.headers.get('retry-after') ?? waits;
    }
    assert.deepEqual(Object.fromEntries(statuses), { 422: 4_000, 429: 50 });
    assert.match(waits, /^[1-9]\d*$/);
    const kept = (id: string): number => a.party.db.count('SELECT count(*) FROM refusal WHERE party = ?', id);
    assert.ok(kept(b.party.id) >= 1_000 && kept(b.party.id) < 1_250, `${kept(b.party.id)} kept`);
    assert.equal(kept(c.party.id), 1, 'the refusals of another are not pushed out');
    assert.equal(a.party.db.count('SELECT max(n) FROM refusal'), 4_001, 'all are counted');
    assert.equal(outcome(await stage.meet(c, a)), 'met');
    assert.deepEqual(titles(c), ['first']);
    // And with time it is served again.
    stage.now += 60;
    assert.equal(outcome(await stage.meet(b, a)), 'met');
  });
});

it('LNK-9: strangers leave one refusal a minute for each code', async () => {
  const { stage, a } = scene();
  const stranger = new Stage().found('Nobody');
  for (let n = 0; n < 50; n++) assert.equal((await ask(stranger, a, '/link/pull', '{}')).status, 401);
  assert.deepEqual(refusals(a), ['signature-key-unknown']);
  stage.now += 61;
  assert.equal((await ask(stranger, a, '/link/pull', '{}')).status, 401);
  assert.ok(refusals(a).length <= 2);
  keepPeer(a.party, ownIntroduction(stranger.party), true);
  assert.equal(knownPeer(a.party, stranger.party.id).id, stranger.party.id);
});

it('bodies that are collected at once are bounded together, and room comes back', async () => {
  const piece = new Uint8Array(64 * 1_048_576);
  const senders: ReadableStreamDefaultController<Uint8Array>[] = [];
  const begin = (): Promise<Uint8Array> => {
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void senders.push(controller) });
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body, duplex: 'half' };
    return readBody(new Request('http://127.0.0.1/', init), 2 * piece.length);
  };
  const bodies = [1, 2, 3, 4, 5].map(() =>
    begin().then(
      (bytes) => bytes.length,
      (error: { code: string }) => error.code,
    ),
  );
  for (const sender of senders) {
    sender.enqueue(piece);
    await new Promise(setImmediate);
  }
  for (const sender of senders.slice(0, 4)) sender.close();
  assert.deepEqual(await Promise.all(bodies), [...Array.from({ length: 4 }, () => piece.length), 'server-busy']);
  senders.length = 0;
  const again = begin();
  senders[0]?.enqueue(piece);
  senders[0]?.close();
  assert.equal((await again).length, piece.length);
});
