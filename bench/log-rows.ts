import type { Party } from '#server/party/party.ts';
import { BareStore } from './bare-store.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { inventedParty } from './invented-parties.ts';
import { scaled } from './plan.ts';
import { race, type Trial } from './race.ts';

const label = { tlp: 'green' } as const;

/** Signs and appends records, so many under one seal, published each time. */
const appending =
  (party: Party, count: number, perSeal: number): Trial =>
  (run) =>
  () => {
    for (let start = 0; start < count; start += perSeal) {
      party.transaction(() => {
        for (let n = start; n < Math.min(count, start + perSeal); n++)
          party.record({ kind: 'batch', label, data: { run, perSeal, n } });
      });
      party.sealAndPublish();
    }
    return count;
  };

/** Appends to a party's own log: signed, kept, sealed, checkpoint signed, files written; each step durable. */
export async function logRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const party = inventedParty(place(), 'aldoria');
  const bare = new BareStore(place());
  const { note } = party.record({ kind: 'batch', label, data: { run: 0, perSeal: 0, n: 0 } });
  const bytes = new TextEncoder().encode(note.text);
  const inserting =
    (count: number, perTransaction: number): Trial =>
    () =>
    () =>
      bare.insert(
        Array.from({ length: count }, () => bytes),
        perTransaction,
      );
  const [few, many, group] = [scaled(plan, 100), scaled(plan, 3_000), scaled(plan, 1_000)];
  const singly = await race(plan, appending(party, few, 1), inserting(few, 1));
  const grouped = await race(plan, appending(party, many, group), inserting(many, group));
  party.db.close();
  bare.close();
  return [
    {
      id: 'log-append-single',
      what: 'log appends, each sealed and published alone',
      unit: '/s',
      limit: 'bare SQLite insert, a durable transaction each',
      ...singly,
    },
    {
      id: 'log-append-group',
      what: 'log appends, 1,000 under one seal',
      unit: '/s',
      limit: 'bare SQLite insert, 1,000 in a transaction',
      ...grouped,
    },
  ];
}
