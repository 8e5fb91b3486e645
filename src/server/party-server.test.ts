import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Transport } from './egress/transport.ts';
import { agreements, proposeAgreement, signKnownAgreement } from './party/agreement-book.ts';
import { importObjects } from './party/import-objects.ts';
import { mirroredSize } from './party/mirror.ts';
import { foundParty } from './party/open-party.ts';
import { keepPeer, knownPeer, ownIntroduction } from './party/peer-book.ts';
import { cosignedBy } from './party/witnessing.ts';
import { PartyServer } from './party-server.ts';
import { memoryParty } from './process/served-party.fixture.ts';
import { Database } from './store/database.ts';
import { memoryFiles } from './store/log-files.ts';

const start = 1_790_000_000;

function network(): { servers: Map<string, PartyServer>; transport: Transport } {
  const servers = new Map<string, PartyServer>();
  const transport: Transport = async ({ method, url, headers = {}, body }) => {
    const server = servers.get(new URL(url).origin);
    assert.ok(server);
    const answer = await server.app.request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
    });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, headers: new Map(answer.headers), body: bytes, from: 0, end: bytes.length };
  };
  return { servers, transport };
}

it('a partner that makes us fail, and wrong settings for mail, keep neither other partners nor other jobs from their turn', async () => {
  const asked: string[] = [];
  const transport: Transport = ({ url }) => {
    asked.push(url);
    throw new TypeError('Nobody expected this.');
  };
  const party = memoryParty('Aldoria');
  for (const name of ['Bereth', 'Calder']) keepPeer(party, ownIntroduction(memoryParty(name)), true);
  const failed: string[] = [];
  const mail = (): never => {
    throw new Fault('mail-settings-malformed', 'No settings.');
  };
  const server = new PartyServer(party, {
    transport,
    files: memoryFiles(),
    mail,
    report: (job) => void failed.push(job),
  });
  await server.round();
  assert.equal(asked.length, 2);
  assert.deepEqual(failed, ['meeting', 'meeting', 'notice-mail']);
  assert.equal(party.db.count("SELECT count(*) FROM link WHERE fault = 'internal-error' AND failures = 1"), 2);
});

it('two servers conclude an agreement, share, witness and mirror each other over the link', async () => {
  const { servers, transport } = network();
  const [a, b] = ['a', 'b'].map((name, index) => {
    const url = `http://127.0.0.1:${9000 + index}`;
    let drawn = index * 1000;
    const powers = {
      now: () => start * 1_000_000,
      random: (n: number) => crypto.getRandomValues(new Uint8Array(n)).map((x) => x ^ drawn++),
      step: () => undefined,
    };
    const mirrors = new Map<string, ReturnType<typeof memoryFiles>>();
    const mirror = (id: string) => mirrors.getOrInsertComputed(id, () => memoryFiles());
    const files = memoryFiles();
    const ground = { db: new Database(':memory:', { durable: false }), files, mirror, powers };
    const party = foundParty(ground, { kind: 'cert', names: [{ lang: 'en', text: name }], url }, () => undefined);
    const server = new PartyServer(party, { transport, files });
    servers.set(url, server);
    return server;
  });
  assert.ok(a && b);
  keepPeer(a.party, ownIntroduction(b.party), true);
  keepPeer(b.party, ownIntroduction(a.party), true);
  const terms = plainTerms([a.party.id, b.party.id], start, { ceiling: 'amber+strict' });
  const { agreement } = proposeAgreement(a.party, terms);
  const pa = knownPeer(b.party, a.party.id),
    pb = knownPeer(a.party, b.party.id);
  const ok = (m: unknown) => {
    if (m instanceof Error) throw m;
    return m;
  };
  ok(await a.meet(pb));
  signKnownAgreement(b.party, agreement.id);
  ok(await b.meet(pa));
  assert.equal(agreements(a.party)[0]?.standing, 'in-force');
  importObjects(
    a.party,
    JSON.stringify([
      {
        type: 'identity',
        spec_version: '2.1',
        id: 'identity--00000000-0000-4000-8000-000000000001',
        created: '2026-01-01T00:00:00.000Z',
        modified: '2026-01-01T00:00:00.000Z',
        name: 'x',
        object_marking_refs: ['marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb'],
      },
    ]),
  );
  assert.equal((ok(await b.meet(pa)) as { accepted: number }).accepted, 1);
  ok(await a.meet(pb));
  ok(await b.meet(pa));
  assert.equal(a.party.db.count("SELECT count(*) FROM delivery WHERE state = 'acknowledged'"), 1);
  assert.equal(cosignedBy(a.party, b.party.id), a.party.log.frontier().size);
  assert.equal(mirroredSize(b.party, a.party.id), a.party.log.frontier().size);
});
