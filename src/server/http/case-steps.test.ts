import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { stateHash } from '#protocol/case/case-state.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { knownCaseFile } from '../case/case-file.ts';
import { caseLog, logOf } from '../case/case-store.ts';
import { LongCase } from '../case/long-case.fixture.ts';
import { actTaker, readTold } from '../case/told-acts.ts';
import { Party } from '../party/party.ts';
import { PartyNames } from '../party/party-names.ts';
import { caseSteps } from './case-steps.ts';
import { PagesWorld } from './pages.fixture.ts';
import type { Visit } from './visit.ts';

const acts = 120;

async function longCase() {
  const world = await PagesWorld.make();
  const long = new LongCase([world.aldoria], { members: 20, council: 4 })
    .grow(acts / 2, 30)
    .succeed()
    .grow(acts / 2, 40);
  long.store(world.aldoria);
  return { world, long, party: world.aldoria, id: long.known.id };
}

/** A party that has forgotten everything but its store. */
const restarted = ({ db, log, powers, history, secrets, mirror }: Party): Party =>
  new Party({ db, log, powers, history, secrets, mirror });

const visitOf = (party: Party, page: number): Visit =>
  ({
    party,
    names: new PartyNames(party, 'en'),
    query: new URLSearchParams({ page: String(page) }),
  }) as unknown as Visit;

test('the pages of what happened hold each step once, the newest first (Spec: CAS-13)', async () => {
  const { party, id } = await longCase();
  const file = knownCaseFile(party, id);
  const steps = caseLog(party, file).state()?.steps ?? [];
  assert.ok(steps.length >= acts);
  const pages = [1, 2, 3].map((page) => caseSteps(visitOf(party, page), file));
  assert.deepEqual(
    pages.map((page) => page.steps.length),
    [50, 50, steps.length - 100],
  );
  assert.deepEqual(
    pages.flatMap((page) => page.steps.map(({ time }) => time)),
    steps.toReversed().map(({ time }) => time),
  );
  assert.deepEqual(pages[1]?.paging, { page: 2, pages: 3, total: steps.length });
});

test('what is on its way stands before what happened (Spec: CAS-7)', async () => {
  const { long, party, id } = await longCase();
  const file = knownCaseFile(party, id);
  actTaker(party, file)(readTold(file, { bytes: formatNote(long.act().note) }));
  const [first, second] = caseSteps(visitOf(party, 1), file).steps;
  assert.deepEqual([first?.standing, first?.time], ['pending', undefined]);
  assert.ok(second?.time !== undefined);
});

test('the page of a long case is short and links to the rest', async () => {
  const { world, id } = await longCase();
  const page = await world.page(`/cases/${id}?page=2`);
  assert.match(page, /<a rel="next" href="\/cases\/[0-9a-f]{64}\?page=3">/);
  assert.match(page, /<a rel="prev" href="\/cases\/[0-9a-f]{64}\?page=1">/);
  assert.ok(page.length < 200_000, `${page.length} letters`);
});

test('a log is restored to the same state without verifying again what a certificate covers (Spec: CAS-14, CEX-8)', async () => {
  const { long, party, id } = await longCase();
  const again = restarted(party);
  const log = caseLog(again, knownCaseFile(again, id));
  const verified = logOf(again, knownCaseFile(again, id), long.entries);
  assert.deepEqual([log.head, log.term], [verified.head, verified.term]);
  assert.equal(stateHash(log.state() ?? assert.fail()), stateHash(long.log.state() ?? assert.fail()));
  assert.deepEqual(log.finality, long.log.finality);
});

test('a stored entry that was changed is found at the next start, though its signature is not looked at (Spec: CEX-8)', async () => {
  const { party, id } = await longCase();
  party.db.run(
    `UPDATE case_entry SET bytes = CAST(replace(CAST(bytes AS TEXT), '"fixed"', '"affected"') AS BLOB) WHERE case_id = ?`,
    id,
  );
  const again = restarted(party);
  assert.throws(
    () => caseLog(again, knownCaseFile(again, id)),
    (thrown) => faultCode(thrown)?.startsWith('case-') === true,
  );
});
