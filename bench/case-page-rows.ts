import { casesAt } from '#server/case/case-file.ts';
import { casesInTurn } from '#server/case/case-turns.ts';
import { noteHeard } from '#server/case/heard-council.ts';
import { LongCase } from '#server/case/long-case.fixture.ts';
import { runCases } from '#server/case/run-cases.ts';
import type { Courier } from '#server/link/link-client.ts';
import type { Party } from '#server/party/party.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { caseSizes, grouped, largeCase, milliseconds, restarted } from './case-bench.ts';
import { readerOf } from './case-reader.ts';
import { inventedParty } from './invented-parties.ts';
import type { Plan } from './plan.ts';
import { type Comparison, compared } from './race.ts';

type Read = () => Promise<unknown>;

async function inTurns({ warm, runs }: Plan, ours: Read, raw: Read): Promise<Comparison> {
  const pairs: [number, number][] = [];
  for (let run = 0; run < warm + runs; run++) {
    const pair: [number, number] = [await milliseconds(ours), await milliseconds(raw)];
    if (run >= warm) pairs.push(pair);
  }
  return compared(pairs);
}

/** Pages of the largest case, beside the same page of a small one. */
async function pagesOfLarge({ plan, place }: Bench): Promise<BenchRow[]> {
  const party = inventedParty(place(), 'aldoria');
  const { members, acts } = caseSizes(plan);
  const { id } = largeCase(plan, [party]).known;
  const few = new LongCase([party], { members: 16, council: 4, serial: 1 }).grow(40, 20);
  few.store(party);
  const read = await readerOf(party);
  const small = () => read(`/cases/${few.known.id}`);
  const first = async () => {
    const readAnew = await readerOf(restarted(party));
    await readAnew(`/cases/${id}`);
  };
  const size = `${grouped.format(members)} parties, ${grouped.format(acts)} acts`;
  const limit = 'the page of a case of 16 parties and 40 acts';
  const once = { ...plan, warm: 0, runs: Math.min(plan.runs, 3) };
  const rows: BenchRow[] = [
    {
      id: 'case-page',
      what: `page of a case, ${size}`,
      unit: 'ms',
      limit,
      ...(await inTurns(plan, () => read(`/cases/${id}`), small)),
    },
    {
      id: 'case-page-last',
      what: 'its page where it began',
      unit: 'ms',
      limit,
      ...(await inTurns(plan, () => read(`/cases/${id}?page=${Math.ceil(acts / 50)}`), small)),
    },
    {
      id: 'case-page-first',
      what: 'its page, the first after a start',
      unit: 'ms',
      limit,
      ...(await inTurns(once, first, small)),
    },
  ];
  party.db.close();
  return rows;
}

/** Nobody is asked: the others have no server. */
const alone: Courier = {
  get: () => Promise.reject(new Error('Nobody is asked.')),
  post: () => Promise.reject(new Error('Nobody is told.')),
};

/** Rounds until every case has done what it had to do. */
async function comeToRest(party: Party): Promise<void> {
  for (const { id, terms } of casesAt(party, 'joined'))
    for (const member of terms.council) noteHeard(party, id, member);
  for (let round = 0; round < 50 && (round === 0 || casesInTurn(party).length > 16); round++)
    await runCases(party, alone);
  if (casesInTurn(party).length > 16) throw new Error('The cases do not come to rest.');
}

/** Lists over many cases, beside a bare read of as many rows. */
async function listsOfMany({ plan, place }: Bench): Promise<BenchRow[]> {
  const party = inventedParty(place(), 'aldoria');
  const { cases } = caseSizes(plan);
  for (let serial = 0; serial < cases; serial++)
    new LongCase([party], { members: 6, council: 4, serial }).grow(20, 10).store(party);
  await comeToRest(party);
  const read = await readerOf(party);
  const rows = async () => party.db.all('SELECT * FROM case_summary ORDER BY case_id');
  const limit = 'bare SQLite read of as many rows';
  const round = await inTurns(plan, () => runCases(party, alone), rows);
  await read('/cases');
  const first = async () => (await readerOf(restarted(party)))('/cases');
  const many = grouped.format(cases);
  const measured: BenchRow[] = [
    { id: 'case-round', what: `a round of ${many} cases with nothing to do`, unit: 'ms', limit, ...round },
    {
      id: 'case-list',
      what: `list of ${many} cases`,
      unit: 'ms',
      limit,
      ...(await inTurns(plan, () => read('/cases'), rows)),
    },
    {
      id: 'case-list-first',
      what: 'the list, the first after a start',
      unit: 'ms',
      limit,
      ...(await inTurns(plan, first, rows)),
    },
    {
      id: 'case-inbox',
      what: `inbox beside ${many} cases`,
      unit: 'ms',
      limit,
      ...(await inTurns(plan, () => read('/inbox'), rows)),
    },
  ];
  party.db.close();
  return measured;
}

/** What a reader waits for. */
export const casePageRows = async (bench: Bench): Promise<BenchRow[]> => [
  ...(await pagesOfLarge(bench)),
  ...(await listsOfMany(bench)),
];
