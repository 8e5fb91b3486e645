import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { agreements, proposeAgreement, signKnownAgreement } from '../party/agreement-book.ts';
import { importObjects } from '../party/import-objects.ts';
import { openDirectory } from '../party/open-party.ts';
import { keepPeer, knownPeer, ownIntroduction } from '../party/peer-book.ts';
import { takePartyLock } from './party-lock.ts';
import { processPowers } from './process-powers.ts';
import { type RunningParty, type ServeOptions, serveParty } from './serve-party.ts';
import { foundIn, freshDirectory, identity, listeningLog } from './served-party.fixture.ts';

interface Served {
  readonly running: RunningParty;
  readonly directory: string;
  readonly lines: string[];
  /** Lets the pause end and the next round run until the one after may begin. */
  readonly round: () => Promise<void>;
}

/** A served party whose rounds a test starts one by one. */
async function served(test: TestContext, name: string, more: Partial<ServeOptions> = {}): Promise<Served> {
  const directory = more.directory ?? freshDirectory(test);
  if (!existsSync(join(directory, 'party.sqlite'))) foundIn(directory, name);
  const { log, lines } = listeningLog();
  let paused = Promise.withResolvers<() => void>();
  const timer = (_: number, action: () => void) => {
    paused.resolve(action);
    return () => undefined;
  };
  const running = await serveParty({ directory, port: 0, log, timer, ...more });
  test.after(() => running.stop());
  const round = async (): Promise<void> => {
    const goOn = await paused.promise;
    paused = Promise.withResolvers();
    goOn();
    await paused.promise;
  };
  return { running, directory, lines, round };
}

it('A served party answers, states its address in its card and keeps the keys of its log beside it', async (t) => {
  const { running, directory } = await served(t, 'Aldoria');
  assert.match(running.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  const health = await fetch(`${running.url}/healthz`);
  assert.deepEqual(await health.json(), { ok: true, party: running.party.id, signing: 'confirmed' });
  const shown: { card: string } = JSON.parse(await (await fetch(`${running.url}/.well-known/comity/identity`)).text());
  assert.ok(shown.card.includes(running.url));
  assert.equal((await fetch(`${running.url}/metrics`)).status, 200);
  assert.equal((await fetch(`${running.url}/log/checkpoint`)).status, 200);
  assert.equal((await fetch(`${running.url}/log/identity.json`)).status, 404);
  await running.stop();
  assert.ok(readFileSync(join(directory, 'log', 'identity.json'), 'utf8').includes(running.url));
});

it('Two servers agree, share and witness each other over real sockets', { timeout: 60_000 }, async (t) => {
  const [a, b] = [await served(t, 'Aldoria'), await served(t, 'Bereth')];
  const [pa, pb] = [a.running.party, b.running.party];
  keepPeer(pa, ownIntroduction(pb), true);
  keepPeer(pb, ownIntroduction(pa), true);
  const { agreement } = proposeAgreement(pa, plainTerms([pa.id, pb.id], pa.now));
  await a.round();
  signKnownAgreement(pb, agreement.id);
  await b.round();
  assert.equal(agreements(pa)[0]?.standing, 'in-force');
  importObjects(pa, JSON.stringify([identity(1, tlpMarkingId('green')), identity(2, tlpMarkingId('red'))]));
  await b.round();
  assert.equal(pb.db.count('SELECT count(*) FROM item'), 1);
  await a.round();
  assert.equal(pa.db.count("SELECT count(*) FROM delivery WHERE state = 'acknowledged'"), 1);
  const witnesses: unknown = JSON.parse(readFileSync(join(a.directory, 'log', 'witnesses.json'), 'utf8'));
  assert.equal(Array.isArray(witnesses) && witnesses.length, 1);
  assert.equal(
    [...a.lines, ...b.lines].some((line) => line.includes('failed')),
    false,
  );
});

it('KEP-6: A server whose disk stops says so, and goes on by itself at the first round after it works again', async (t) => {
  const { running, directory, lines, round } = await served(t, 'Aldoria');
  const { db, log } = running.party;
  const { size } = log.frontier();
  const beside = openDirectory(directory, processPowers);
  importObjects(beside, JSON.stringify([identity(1)]));
  beside.db.close();
  const health = async (): Promise<unknown> => (await fetch(`${running.local}/healthz`)).json();
  db.raw.exec('PRAGMA query_only=ON');
  await round();
  assert.partialDeepStrictEqual(await health(), { ok: false, store: 'store-read-only' });
  assert.ok(lines.some((line) => line.includes('store-read-only')));
  assert.equal(log.frontier().size, size, 'nothing is signed that is not stored');
  db.raw.exec('PRAGMA query_only=OFF');
  await round();
  assert.partialDeepStrictEqual(await health(), { ok: true });
  assert.ok(log.frontier().size > size && log.publishedSize() === log.frontier().size);
});

it('A stop frees port and directory, and a second start goes on with the same party', {
  timeout: 30_000,
}, async (t) => {
  const first = await served(t, 'Aldoria');
  const { id } = first.running.party;
  const size = first.running.party.log.frontier().size;
  const port = Number(new URL(first.running.url).port);
  await Promise.all([first.running.stop(), first.running.stop()]);
  takePartyLock(first.directory, 'test')?.release();
  const second = await served(t, 'Aldoria', { directory: first.directory, port });
  assert.equal(second.running.party.id, id);
  assert.equal(second.running.party.log.frontier().size, size, 'the same address needs no new card');
});

it('A party is served once at a time', async (t) => {
  const { directory } = await served(t, 'Aldoria');
  await assert.rejects(serveParty({ directory, port: 0 }), { code: 'party-in-use' });
});

it('A failed start leaves neither lock nor open store', async (t) => {
  const other = await served(t, 'Aldoria');
  const directory = freshDirectory(t);
  foundIn(directory, 'Bereth');
  const { log } = listeningLog();
  const port = Number(new URL(other.running.url).port);
  await assert.rejects(serveParty({ directory, port, log }), { code: 'listen-refused' });
  await assert.rejects(serveParty({ directory, port: 0, log, allow: ['nonsense'] }), { code: 'network-malformed' });
  await assert.rejects(serveParty({ directory, port: 0, log, url: 'http://cert.example' }), { code: 'url-malformed' });
  const lock = takePartyLock(directory, 'test');
  assert.ok(lock);
  lock.release();
});

it('What is not there is named', async (t) => {
  await assert.rejects(serveParty({ directory: freshDirectory(t), port: 0 }), { code: 'party-missing' });
});

it('A public address goes into the card and its partners are told', async (t) => {
  const partner = await served(t, 'Bereth');
  const { running } = await served(t, 'Aldoria', { url: 'https://cert.example/' });
  assert.equal(running.url, 'https://cert.example');
  assert.match(running.local, /^http:\/\/127\.0\.0\.1:\d+$/);
  keepPeer(partner.running.party, ownIntroduction(running.party), true);
  assert.equal(knownPeer(partner.running.party, running.party.id).url, 'https://cert.example');
});
