import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { indicator, PagesWorld, pull, termsOf } from '../http/pages.fixture.ts';
import type { Courier } from '../link/link-client.ts';
import { answerLink } from '../link/link-server.ts';
import {
  proposeAgreement,
  receiveAgreement,
  signKnownAgreement,
  withdrawFromAgreement,
} from '../party/agreement-book.ts';
import { approveItems } from '../party/approvals.ts';
import { eraseItems } from '../party/erase-item.ts';
import { importObjects } from '../party/import-objects.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import { askPrivately } from './ask-privately.ts';
import { matchingBudget, offerFor, prepareTags, privateCount } from './private-offer.ts';
import { privateInputsOfObject, privateInputsOfPattern } from './private-value.ts';

/** The link between two parties in one process; `seen` holds every byte that went out. */
function wire(from: Party, to: Party): { courier: Courier; sent: Uint8Array[]; answered: Uint8Array[] } {
  const [sent, answered]: [Uint8Array[], Uint8Array[]] = [[], []];
  const post = async (_: unknown, path: string, body: Uint8Array) => {
    sent.push(body);
    try {
      const answer = (await answerLink(to, from.id, path, body)).body as Uint8Array;
      answered.push(answer);
      return { status: 200, contentType: '', body: answer };
    } catch (thrown) {
      if (!(thrown instanceof Fault)) throw thrown;
      return { status: 422, contentType: '', body: utf8(`${thrown.code}\n`) };
    }
  };
  return { courier: { post, get: () => Promise.reject(new Error('Nothing is read.')) }, sent, answered };
}

/** Aldoria lets Bereth ask for what is up to AMBER, so many values a day. */
function agree({ aldoria, bereth }: PagesWorld, perDay: number): string {
  const base = termsOf([aldoria, bereth], 'Private matching', 'amber');
  const clauses = base.clauses.map((clause) => ({
    ...clause,
    from: [aldoria.id],
    to: [bereth.id],
    matching: { perDay },
  }));
  const { agreement } = proposeAgreement(aldoria, { ...base, end: base.end + 30 * 86_400, clauses });
  receiveAgreement(bereth, agreement.note);
  receiveAgreement(aldoria, signKnownAgreement(bereth, agreement.id).agreement.note);
  return agreement.id;
}

const domain = (name: string): string => privateInputsOfObject({ type: 'domain-name', value: name }).join();

async function world(perDay = 100): Promise<PagesWorld & { agreement: string }> {
  const made = await PagesWorld.make();
  const agreement = agree(made, perDay);
  const named = (serial: number, title: string, name: string, level: 'amber' | 'red') => ({
    ...indicator(serial, title, level),
    pattern: `[domain-name:value = '${name}']`,
  });
  importObjects(
    made.aldoria,
    JSON.stringify([named(70, 'Bad', 'bad.test-net', 'amber'), named(71, 'Too close', 'red.test-net', 'red')]),
  );
  approveItems(made.aldoria, [made.seqOf('Bad')]);
  prepareTags(made.aldoria);
  return Object.assign(made, { agreement });
}

async function ask({ aldoria, bereth }: PagesWorld, ...inputs: readonly string[]) {
  const partner = peer(bereth, aldoria.id);
  assert.ok(partner !== undefined);
  const { courier, sent, answered } = wire(bereth, aldoria);
  return { ...(await askPrivately(bereth, courier, partner, inputs)), sent, answered };
}

const refusal = async (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (thrown: unknown) => faultCode(thrown),
  );

test('a partner finds what is open to it for matching, and nothing above the level (MAT-17, AGR-11)', async () => {
  const made = await world();
  const { found, left } = await ask(made, domain('good.test-net'), domain('bad.test-net'), domain('red.test-net'));
  assert.deepEqual([found, left], [[1], 97]);
});

test('neither side can read the value of the other from what goes over the wire (MAT-17, MAT-19)', async () => {
  const made = await world();
  const { sent, answered } = await ask(made, domain('good.test-net'), domain('bad.test-net'));
  const all = [...sent, ...answered].map((one) => new TextDecoder().decode(one)).join();
  for (const word of ['test-net', 'indicator', 'Bad', 'domain-name']) assert.ok(!all.includes(word), word);
  const again = await ask(made, domain('bad.test-net'));
  assert.notDeepEqual(again.sent[1], sent[1]);
  const { aldoria, bereth } = made;
  assert.equal(privateCount(aldoria, bereth.id, 'answered'), 3);
  assert.equal(privateCount(bereth, aldoria.id, 'asked'), 3);
});

test('the agreement says how many values a day, and what is asked counts before it is answered (MAT-19)', async () => {
  const made = await world(3);
  await ask(made, domain('a'), domain('b'));
  assert.equal(await refusal(ask(made, domain('c'), domain('d'))), 'matching-budget');
  await ask(made, domain('c'));
  assert.equal(await refusal(ask(made, domain('d'))), 'matching-budget');
  made.clock.seconds += 86_400;
  assert.equal((await ask(made, domain('bad.test-net'))).asked, 1);
});

test('without a clause for matching nobody may ask, and not in the other direction (AGR-11)', async () => {
  const made = await world();
  const { aldoria, bereth, calder } = made;
  assert.equal(matchingBudget(aldoria, aldoria.id, calder.id), undefined);
  assert.equal(matchingBudget(bereth, bereth.id, aldoria.id), undefined);
  assert.throws(
    () => offerFor(aldoria, calder.id),
    (thrown) => faultCode(thrown) === 'matching-not-agreed',
  );
  withdrawFromAgreement(aldoria, made.agreement);
  assert.equal(await refusal(ask(made, domain('bad.test-net'))), 'matching-not-agreed');
});

test('a clause for matching releases nothing (AGR-11)', async () => {
  const made = await world();
  pull(made.aldoria, made.bereth);
  assert.equal(made.bereth.db.count("SELECT count(*) FROM item WHERE title = 'Bad'"), 0);
});

test('what was erased or received is not found (MAT-18, AGR-11)', async () => {
  const made = await world();
  importObjects(
    made.calder,
    JSON.stringify([{ ...indicator(72, 'Of Calder', 'green'), pattern: "[domain-name:value = 'calder.test-net']" }]),
  );
  pull(made.calder, made.aldoria);
  prepareTags(made.aldoria);
  assert.deepEqual((await ask(made, domain('calder.test-net'), domain('bad.test-net'))).found, [1]);
  const tags = (): number => made.aldoria.db.count('SELECT count(*) FROM private_tag');
  const before = tags();
  eraseItems(made.aldoria, [made.seqOf('Bad')], { reason: 'own-decision' });
  assert.deepEqual((await ask(made, domain('bad.test-net'))).found, []);
  assert.equal(tags(), before - 1, 'ERA-2: a tag beside its seed would confirm a guess');
});

test('keys and tags go when their epoch ends, also those of a partner that may ask no more (MAT-17)', async () => {
  const made = await world();
  withdrawFromAgreement(made.aldoria, made.agreement);
  made.clock.seconds += 8 * 86_400;
  prepareTags(made.aldoria);
  for (const table of ['private_epoch', 'private_tag'])
    assert.equal(made.aldoria.db.count(`SELECT count(*) FROM ${table}`), 0, table);
});

test('a new epoch has new keys and new tags (MAT-17)', async () => {
  const made = await world();
  const before = offerFor(made.aldoria, made.bereth.id);
  made.clock.seconds += 8 * 86_400;
  assert.equal(offerFor(made.aldoria, made.bereth.id).tags.length, 0);
  prepareTags(made.aldoria);
  const after = offerFor(made.aldoria, made.bereth.id);
  assert.notDeepEqual(after.key, before.key);
  assert.notDeepEqual(after.tags, before.tags);
  assert.equal(after.tags.length, before.tags.length);
});

test('only a pattern of which one value alone is a match can be asked for (MAT-18)', () => {
  assert.equal(privateInputsOfPattern("[domain-name:value IN ('a', 'b') OR ipv4-addr:value = '192.0.2.1']").length, 3);
  for (const text of [
    "[domain-name:value = 'a' AND domain-name:value != 'b']",
    "[domain-name:value LIKE 'a%']",
    "[ipv4-addr:value ISSUBSET '192.0.2.0/24']",
    "[file:name = 'a']",
    "[domain-name:value = 'a'] AND [url:value = 'b']",
    'no pattern',
  ])
    assert.deepEqual(privateInputsOfPattern(text), [], text);
  const md5 = 'AB'.repeat(16);
  assert.deepEqual(
    privateInputsOfPattern(`[file:hashes.MD5 = '${md5}']`),
    privateInputsOfObject({ type: 'file', hashes: { MD5: md5.toLowerCase() } }),
  );
});
