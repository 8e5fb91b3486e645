import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatReceiptEvidence, parseReceiptEvidence, verifyReceipt } from '#check/receipt.ts';
import { idOfName } from '#exchange/stix/identifier.ts';
import type { StixObject } from '#exchange/stix/stix-object.ts';
import { bundleParts } from '#exchange/stix/write-bundle.ts';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import type { Transport } from '#server/egress/transport.ts';
import type { Meeting } from '#server/link/link-client.ts';
import { proposeAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { auditParty } from '#server/party/audit.ts';
import { type ImportReport, importObjects } from '#server/party/import-objects.ts';
import { foundParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, knownPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { receiptEvidence } from '#server/party/receipt-evidence.ts';
import { PartyServer } from '#server/party-server.ts';
import type { Powers } from '#server/powers.ts';
import { Database } from '#server/store/database.ts';
import { memoryFiles } from '#server/store/log-files.ts';

const shared = join(import.meta.dirname, '../../shared/data');
const skip = existsSync(join(shared, 'attack')) ? false : 'the shared data folder is not beside this checkout';
const start = 1_790_000_000;

/** A clock that stands still, and numbers that only look random. */
function powersOf(name: string): Powers {
  let drawn = 0;
  const next = (): Uint8Array => sha256(utf8(`${name} ${drawn++}`));
  return {
    now: () => start * 1_000_000,
    random: (length) => concat(...Array.from({ length: Math.ceil(length / 32) }, next)).slice(0, length),
    step: () => undefined,
  };
}

/** Servers that reach each other through function calls; everything but the sockets is real. */
function networkOf(...names: readonly string[]): PartyServer[] {
  const servers = new Map<string, PartyServer>();
  const transport: Transport = async ({ method, url, headers = {}, body }) => {
    const server = servers.get(new URL(url).origin);
    assert.ok(server);
    const rest = body === undefined ? {} : { body: new Uint8Array(body) };
    const answer = await server.app.request(url, { method, headers, ...rest });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, headers: new Map(answer.headers), body: bytes, from: 0, end: bytes.length };
  };
  return names.map((name, index) => {
    const url = `http://127.0.0.1:${9100 + index}`;
    const mirrors = new Map<string, ReturnType<typeof memoryFiles>>();
    const files = memoryFiles();
    const ground = {
      db: new Database(':memory:', { durable: false }),
      files,
      mirror: (id: string) => mirrors.getOrInsertComputed(id, () => memoryFiles()),
      powers: powersOf(name),
    };
    const party = foundParty(ground, { kind: 'cert', names: [{ lang: 'en', text: name }], url }, () => undefined);
    const server = new PartyServer(party, { transport, files });
    servers.set(url, server);
    return server;
  });
}

async function met(one: PartyServer, other: PartyServer): Promise<Meeting> {
  const meeting = await one.meet(knownPeer(one.party, other.party.id));
  if (meeting instanceof Error) throw meeting;
  return meeting;
}

/** Two servers with an agreement on everything up to CLEAR, concluded over the link. */
async function partners(): Promise<readonly [PartyServer, PartyServer]> {
  const [a, b] = networkOf('Aldoria', 'Bereth');
  assert.ok(a && b);
  keepPeer(a.party, ownIntroduction(b.party), true);
  keepPeer(b.party, ownIntroduction(a.party), true);
  const terms = plainTerms([a.party.id, b.party.id], start, { ceiling: 'clear' });
  const { agreement } = proposeAgreement(a.party, terms);
  await met(a, b);
  signKnownAgreement(b.party, agreement.id);
  await met(b, a);
  return [a, b];
}

const read = (file: string): Buffer => readFileSync(join(shared, file));

const objectsOf = (text: string): readonly StixObject[] => {
  const { objects } = JSON.parse(text) as { objects: StixObject[] };
  assert.ok(objects.length > 0);
  return objects;
};

/** Nothing in these files has a TLP marking; statements of copyright limit nobody. */
const importClear = (party: Party, file: string): ImportReport =>
  importObjects(party, read(file), { unmarked: { tlp: 'clear' } });

/** Everything that a party holds, as the text of one bundle. */
function bundleOf(party: Party): string {
  const rows = party.db.all<{ text: string }>('SELECT text FROM item WHERE text IS NOT NULL ORDER BY seq');
  const contents = rows.map(({ text }) => text.slice(text.indexOf('\n') + 1));
  return [...bundleParts(idOfName('bundle', party.id), contents)].join('');
}

const inOrder = (objects: readonly StixObject[]): readonly StixObject[] =>
  objects.toSorted((x, y) => {
    const [a, b] = [x, y].map((object) => `${object.id} ${String(object['modified'] ?? object['created'] ?? '')}`);
    return (a ?? '') < (b ?? '') ? -1 : 1;
  });

/** The ids of a party's releases in one direction, each proved to a stranger from a file of its own. */
function provedReceipts(party: Party, direction: 'left' | 'reached'): { id: string; count: number }[] {
  return party.db
    .all<{ id: string }>('SELECT id FROM batch WHERE direction = ? ORDER BY number', direction)
    .map(({ id }) => {
      const verdict = verifyReceipt(parseReceiptEvidence(formatReceiptEvidence(receiptEvidence(party, id))));
      assert.equal(verdict.id, id);
      assert.ok(verdict.countersigned);
      return { id, count: verdict.terms.count };
    });
}

function assertClean(...parties: readonly Party[]): void {
  for (const party of parties) {
    const { findings, checked } = auditParty(party);
    assert.deepEqual(findings, []);
    assert.ok(checked.entries > 0 && checked.batches > 0 && checked.items > 0);
    // The sender keeps the countersigned receipts; the recipient's are entries of its own log.
    assert.equal(checked.receipts, party.db.count("SELECT count(*) FROM batch WHERE direction = 'left'"));
  }
}

/** Both sides hold the same receipts over the same number of objects, and their stores follow from their logs. */
function assertProved(a: Party, b: Party, objects: number): void {
  const [left, reached] = [provedReceipts(a, 'left'), provedReceipts(b, 'reached')];
  assert.deepEqual(left, reached);
  assert.equal(
    left.reduce((sum, { count }) => sum + count, 0),
    objects,
  );
  assertClean(a, b);
}

const whole = [
  ['attack/ics-attack-18.1.json', 1826],
  ['stix/threat-reports/apt1.json', 76],
  ['stix/threat-reports/poisonivy.json', 155],
] as const;

for (const [file, count] of whole)
  test(`${file} reaches the partner whole, is proved on both sides and comes back out equal`, { skip }, async () => {
    const [a, b] = await partners();
    const { seen, accepted, known, refused, faults } = importClear(a.party, file);
    assert.deepEqual(
      { seen, accepted, known, refused, faults },
      { seen: count, accepted: count, known: 0, refused: 0, faults: [] },
    );
    assert.deepEqual(await met(b, a), { accepted: count, refused: 0 });
    assert.deepEqual(await met(b, a), { accepted: 0, refused: 0 });
    const given = objectsOf(read(file).toString('utf8'));
    const returned = objectsOf(bundleOf(b.party));
    assert.equal(returned.length, count);
    assert.deepEqual(inOrder(returned), inOrder(given));
    assertProved(a.party, b.party, count);
  });

const isCustom = (name: string): boolean => name.startsWith('x_');

test('ATT&CK has custom types and properties, so that keeping them means something', { skip }, () => {
  const objects = objectsOf(read('attack/ics-attack-18.1.json').toString('utf8'));
  assert.ok(objects.some(({ type }) => type.startsWith('x-mitre-')));
  assert.ok(objects.some((object) => Object.keys(object).some(isCustom)));
});

const releases = ['14.1', '16.1', '18.1'].map((release) => `attack/ics-attack-${release}.json`);
const nameOf = (object: StixObject): string => `${object.id} ${String(object['modified'] ?? object['created'])}`;

/** The versions of one object without those that a later one revoked. */
function notOvertaken(all: readonly StixObject[]): StixObject[] {
  const revoked = all.filter((object) => object['revoked'] === true).map((object) => String(object['modified']));
  return all.filter((object) => !revoked.some((time) => String(object['modified']) < time));
}

test('three releases of ATT&CK one after the other make a history of versions, and nothing is lost in silence', {
  skip,
}, async () => {
  const [a, b] = await partners();
  const versions = new Map<string, StixObject>();
  let kept = 0;
  for (const file of releases) {
    const given = objectsOf(read(file).toString('utf8'));
    const report = importClear(a.party, file);
    assert.equal(report.seen, given.length);
    assert.equal(report.accepted + report.known + report.refused, report.seen);
    // A version that was given before with other content is the only thing that may be refused, each with its fault.
    assert.equal(report.refused, report.faults.length);
    for (const { code } of report.faults) assert.equal(code, 'import-version-differs');
    for (const object of given) if (!versions.has(nameOf(object))) versions.set(nameOf(object), object);
    kept += report.accepted;
    assert.equal(kept, versions.size);
  }
  const perObject = Map.groupBy(versions.values(), ({ id }) => id);
  assert.ok(perObject.size < versions.size, 'some objects have several versions');
  let arrived = 0;
  for (let more = true; more; ) {
    const { accepted, refused } = await met(b, a);
    assert.equal(refused, 0);
    arrived += accepted;
    more = accepted > 0;
  }
  // Only what a later version revoked stays here, and it is marked so. Spec: COR-10.
  const open = [...perObject.values()].flatMap(notOvertaken);
  const revoked = a.party.db.count("SELECT count(*) FROM recall WHERE what = 'revoked'");
  assert.equal(open.length + revoked, versions.size);
  assert.equal(arrived, open.length);
  assert.deepEqual(inOrder(objectsOf(bundleOf(b.party))), inOrder(open));
  assertProved(a.party, b.party, open.length);
});

test('a release that was imported before is known, not kept twice', { skip }, async () => {
  const [a] = await partners();
  const first = importClear(a.party, releases[2] ?? '');
  const again = importClear(a.party, releases[2] ?? '');
  assert.deepEqual([again.accepted, again.known, again.refused], [0, first.seen, 0]);
});
