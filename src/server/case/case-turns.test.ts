import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PagesWorld } from '../http/pages.fixture.ts';
import type { Party } from '../party/party.ts';
import { summaryOf } from './case-summary.ts';
import { casesInTurn, noteTurn } from './case-turns.ts';
import { LongCase } from './long-case.fixture.ts';

const many = 30;

/** A server with more cases than a round takes when all are quiet. */
async function busyServer(): Promise<{ world: PagesWorld; party: Party; ids: string[] }> {
  const world = await PagesWorld.make();
  const party = world.aldoria;
  const ids = Array.from({ length: many }, (_, serial) => {
    const long = new LongCase([party], { members: 6, council: 4, serial }).grow(2, 2);
    long.store(party);
    summaryOf(party, long.known.id);
    return long.known.id;
  });
  return { world, party, ids };
}

function round(party: Party): string[] {
  const taken = casesInTurn(party);
  for (const id of taken) noteTurn(party, id, false);
  return taken;
}

test('after a start every case gets a turn, and quiet ones take turns from then on (Spec: CEX-42)', async () => {
  const { party, ids } = await busyServer();
  assert.deepEqual(round(party).toSorted(), ids.toSorted());
  const [second, third] = [round(party), round(party)];
  assert.ok(second.length < many);
  assert.deepEqual(new Set([...second, ...third]), new Set(ids));
});

test('a case that changed gets its turn first, and again until nothing is left (Spec: CEX-42)', async () => {
  const { party, ids } = await busyServer();
  round(party);
  const last = ids.at(-1) ?? '';
  party.db.run('UPDATE case_file SET ready = ready + 1 WHERE id = ?', last);
  assert.equal(casesInTurn(party)[0], last);
  noteTurn(party, last, true);
  assert.equal(casesInTurn(party)[0], last);
  noteTurn(party, last, false);
  assert.notEqual(casesInTurn(party)[0], last);
});

test('a case of which a deadline passes gets its turn (Spec: CEX-42)', async () => {
  const { world, party, ids } = await busyServer();
  round(party);
  const [one = ''] = ids;
  party.db.run('UPDATE case_summary SET due = ? WHERE case_id <> ?', party.now + 1_000_000, one);
  party.db.run('UPDATE case_summary SET due = ? WHERE case_id = ?', party.now + 10, one);
  assert.notEqual(casesInTurn(party)[0], one);
  world.clock.seconds += 11;
  const [first] = round(party);
  assert.equal(first, one);
  assert.notEqual(casesInTurn(party)[0], one);
});
