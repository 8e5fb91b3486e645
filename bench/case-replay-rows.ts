import { hash } from 'node:crypto';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseLog, logOf } from '#server/case/case-store.ts';
import type { Party } from '#server/party/party.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { bareVerification, caseSizes, grouped, largeCase, milliseconds, restarted } from './case-bench.ts';
import { inventedParty } from './invented-parties.ts';
import { compared, race } from './race.ts';

function replayed(party: Party, id: string): void {
  const again = restarted(party);
  if (caseLog(again, knownCaseFile(again, id)).state() === undefined) throw new Error('The case has no state.');
}

/** What a start costs: stored entries to state; and what a case costs that comes from a stranger: every signature. */
export async function caseReplayRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const party = inventedParty(place(), 'aldoria');
  const long = largeCase(plan, [party]);
  const { id } = long.known;
  const { members, acts } = caseSizes(plan);
  const bare = () => {
    for (const { bytes } of party.db.all<{ bytes: Uint8Array }>('SELECT bytes FROM case_entry ORDER BY position'))
      hash('sha256', bytes, 'buffer');
  };
  const pairs: [number, number][] = [];
  for (let run = 0; run < plan.warm + plan.runs; run++) {
    const pair: [number, number] = [await milliseconds(() => replayed(party, id)), await milliseconds(bare)];
    if (run >= plan.warm) pairs.push(pair);
  }
  const verifying = bareVerification(long);
  const verified = await race(
    { ...plan, runs: Math.min(plan.runs, 3), warm: Math.min(plan.warm, 1) },
    () => () => logOf(party, knownCaseFile(party, id), long.entries).size,
    () => verifying,
  );
  party.db.close();
  const size = `${grouped.format(members)} parties, ${grouped.format(acts)} acts`;
  return [
    {
      id: 'case-replay',
      what: `stored entries to state at a start, ${size}`,
      unit: 'ms',
      limit: 'bare SQLite read and SHA-256 of the entries',
      ...compared(pairs),
    },
    {
      id: 'case-verified',
      what: 'entries of a case taken from a stranger',
      unit: '/s',
      limit: 'bare Ed25519 verify',
      ...verified,
    },
  ];
}
