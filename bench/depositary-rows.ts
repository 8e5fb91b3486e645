import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { answerSync, syncWith } from '#server/case/case-exchange.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { packActs } from '#server/case/case-packing.ts';
import { caseLog } from '#server/case/case-store.ts';
import { syncBytes } from '#server/case/case-wire.ts';
import { cosignHead } from '#server/case/cosign-head.ts';
import type { LongCase } from '#server/case/long-case.fixture.ts';
import { orderActs } from '#server/case/order-acts.ts';
import type { Courier } from '#server/link/link-client.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import type { Party } from '#server/party/party.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { bareVerification, caseSizes, grouped, largeCase, processorSeconds } from './case-bench.ts';
import { inventedParty } from './invented-parties.ts';
import { neighbour } from './many-partners.ts';
import { scaled } from './plan.ts';
import { compared } from './race.ts';

/** One agreement of all of the council. */
function agree(parties: readonly Party[]): void {
  const [first, ...others] = parties;
  if (first === undefined) return;
  const ids = parties.map(({ id }) => id).toSorted();
  let { agreement } = proposeAgreement(first, {
    ...plainTerms(ids, first.now, { kinds: ['act'], ceiling: 'amber' }),
    form: 'circle',
  });
  for (const party of others) {
    receiveAgreement(party, agreement.note);
    agreement = signKnownAgreement(party, agreement.id).agreement;
  }
  for (const party of parties) receiveAgreement(party, agreement.note);
}

/** The server that orders, with the time that it worked. */
class Depositary implements Courier {
  seconds = 0;
  readonly #party: Party;
  readonly #id: string;
  /** Whose request is carried. */
  from = '';

  constructor(party: Party, id: string) {
    this.#party = party;
    this.#id = id;
  }

  timed<T>(work: () => T): T {
    let result: T | undefined;
    this.seconds += processorSeconds(() => {
      result = work();
    });
    return result as T;
  }

  async get(): ReturnType<Courier['get']> {
    throw new Error('Nothing is read here.');
  }

  async post(_partner: unknown, _path: string, body: Uint8Array): ReturnType<Courier['post']> {
    return { status: 200, contentType: '', body: this.timed(() => answerSync(this.#party, this.from, body)) };
  }

  /** Orders what waits, and cosigns it itself. */
  order(): void {
    this.timed(() => {
      orderActs(this.#party, knownCaseFile(this.#party, this.#id));
      cosignHead(this.#party, knownCaseFile(this.#party, this.#id));
    });
  }

  get accepted(): number {
    return caseLog(this.#party, knownCaseFile(this.#party, this.#id)).finality.accepted;
  }

  get holding() {
    const log = caseLog(this.#party, knownCaseFile(this.#party, this.#id));
    return { size: log.size, root: hex(log.head.root), term: log.term, settled: log.finality.settled };
  }
}

interface Work {
  readonly depositary: Depositary;
  readonly cosigners: readonly Party[];
  readonly long: LongCase;
  readonly batch: number;
}

/** One batch, from being told to being certified by a quorum. Seconds of the depositary and of all together, for each act. */
async function acceptBatch({ depositary, cosigners, long, batch }: Work): Promise<readonly [number, number]> {
  const [teller] = cosigners;
  if (teller === undefined) throw new Error('Somebody must tell.');
  const file = knownCaseFile(teller, long.known.id);
  const acts = packActs(
    file,
    Array.from({ length: batch }, () => ({ bytes: formatNote(long.act().note) })),
  );
  const { holding } = depositary;
  const before = depositary.accepted;
  depositary.seconds = 0;
  depositary.from = teller.id;
  const request = syncBytes({ case: file.id, holding, news: { statements: [], proofs: [] }, acts, want: [] });
  const start = process.threadCpuUsage();
  await depositary.post(undefined, '', request);
  depositary.order();
  for (let round = 0; depositary.accepted < before + batch; round++) {
    if (round > 2) throw new Error('The batch was not accepted.');
    for (const party of cosigners) {
      depositary.from = party.id;
      await syncWith(
        party,
        depositary,
        knownCaseFile(party, file.id),
        knownPeer(party, long.known.terms.depositaries[1] ?? ''),
      );
      cosignHead(party, knownCaseFile(party, file.id));
    }
  }
  const { user, system } = process.threadCpuUsage(start);
  return [depositary.seconds, (user + system) / 1_000_000];
}

/** Acts of which the case has some before it is measured. */
const few = 60;

/** Acts in batches, ordered by one server and certified by a council of 13, all in this process. */
export async function depositaryRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const first = inventedParty(place(), 'aldoria');
  const { members, council } = caseSizes(plan);
  const others = Array.from({ length: council - 1 }, (_, n) => neighbour(`Cosigner ${n}`));
  const parties = [first, ...others];
  const long = largeCase(plan, parties, few);
  agree(parties);
  const batch = Math.max(20, scaled(plan, 1_000));
  const depositary = new Depositary(first, long.known.id);
  const verifying = bareVerification(long);
  const pairs: { readonly alone: [number, number]; readonly together: [number, number] }[] = [];
  for (let run = 0; run < plan.warm + plan.runs; run++) {
    const [alone, together] = await acceptBatch({ depositary, cosigners: others, long, batch });
    let count = 0;
    const raw = processorSeconds(() => {
      count = verifying();
    });
    if (run >= plan.warm)
      pairs.push({ alone: [batch / alone, count / raw], together: [batch / together, count / raw] });
  }
  for (const party of parties) party.db.close();
  const what = `batches of ${grouped.format(batch)}, ${members} parties`;
  const limit = 'bare Ed25519 verify, per second of processor';
  return [
    {
      id: 'case-ordered',
      what: `acts accepted per second of the depositary's processor, ${what}`,
      unit: '/s',
      limit,
      ...compared(pairs.map(({ alone }) => alone)),
    },
    {
      id: 'case-accepted',
      what: `the same with the work of ${council - 1} cosigners`,
      unit: '/s',
      limit,
      ...compared(pairs.map(({ together }) => together)),
    },
  ];
}
