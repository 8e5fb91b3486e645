import { setImmediate } from 'node:timers/promises';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { keyNames } from '#protocol/identity/key-history.ts';
import { noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { cosign } from '#protocol/log/cosignature.ts';
import { answerSync, syncWith } from '#server/case/case-exchange.ts';
import { type CaseFile, knownCaseFile } from '#server/case/case-file.ts';
import { newestHead } from '#server/case/case-heads.ts';
import { packActs } from '#server/case/case-packing.ts';
import { caseLog } from '#server/case/case-store.ts';
import { type CaseNews, type CaseSync, readAnswer, syncBytes } from '#server/case/case-wire.ts';
import { cosignHead } from '#server/case/cosign-head.ts';
import { noteHeard } from '#server/case/heard-council.ts';
import type { LongCase } from '#server/case/long-case.fixture.ts';
import { orderActs } from '#server/case/order-acts.ts';
import type { Courier } from '#server/link/link-client.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, knownPeer, ownIntroduction } from '#server/party/peer-book.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { bareVerification, caseSizes, grouped, largeCase, milliseconds } from './case-bench.ts';
import { inventedParty } from './invented-parties.ts';
import { neighbour } from './many-partners.ts';
import { scaled } from './plan.ts';
import { compared } from './race.ts';

/** Introduces all to all, and makes one agreement of theirs. */
function agree(parties: readonly Party[]): void {
  for (const one of parties)
    for (const other of parties) if (one !== other) keepPeer(one, ownIntroduction(other), true);
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

interface Work {
  readonly depositary: Party;
  readonly cosigners: readonly Party[];
  readonly long: LongCase;
  readonly batch: number;
}

type Request = readonly [from: string, body: Uint8Array];

const noNews: CaseNews = { statements: [], proofs: [] };
const nothing = new Uint8Array();

const fileOf = ({ depositary, long }: Work): CaseFile => knownCaseFile(depositary, long.known.id);

/** A request of somebody who has all that is signed. */
function syncOf(work: Work, parts: Partial<CaseSync>): Uint8Array {
  const log = caseLog(work.depositary, fileOf(work));
  const size = newestHead(work.depositary, work.long.known.id, log.term)?.size ?? 0;
  const root = hex(log.rootAt(size) ?? nothing);
  const holding = { size, root, term: log.term, settled: Math.min(size, log.finality.settled) };
  return syncBytes({ case: work.long.known.id, holding, news: noNews, acts: nothing, want: [], ...parts });
}

const tellers = 3;

/** A batch as the requests by which some members tell it, each its share. */
function toldBatch(work: Work): Request[] {
  const { cosigners, long, batch } = work;
  return cosigners.slice(0, tellers).map((party) => {
    const acts = Array.from({ length: batch / tellers }, () => ({ bytes: formatNote(long.act().note) }));
    return [party.id, syncOf(work, { acts: packActs(fileOf(work), acts) })];
  });
}

/** Answers requests as a server does, each in a turn of its own, so that what other threads have done gets between. */
async function answer({ depositary }: Work, requests: readonly Request[]): Promise<Uint8Array[]> {
  const answers: Promise<Uint8Array>[] = [];
  for (const [from, body] of requests) {
    answers.push(answerSync(depositary, from, body));
    await setImmediate();
  }
  return Promise.all(answers);
}

/** Every cosigner asks for the entries, and in its next request brings what it cosigned. */
async function certify(work: Work, before: Uint8Array): Promise<void> {
  const { depositary, cosigners } = work;
  const [given] = await answer(
    work,
    cosigners.map(({ id }) => [id, before]),
  );
  const { until } = readAnswer(given ?? nothing);
  if (until === undefined) throw new Error('The depositary gave no head.');
  const cosigned = cosigners.map(({ id, secrets }): Request => {
    const signer = noteSigner(keyNames.witness(id), secrets.witness, noteKeyType.cosignature);
    return [id, syncOf(work, { news: { ...noNews, head: cosign(until, signer, depositary.now) } })];
  });
  await answer(work, cosigned);
}

/** Orders what waits and has it certified, while the next batch is told. Members of the council work elsewhere. */
async function acceptBatch(work: Work, next: readonly Request[]): Promise<void> {
  const before = syncOf(work, {});
  const { accepted } = caseLog(work.depositary, fileOf(work)).finality;
  const hearing = answer(work, next);
  orderActs(work.depositary, fileOf(work));
  cosignHead(work.depositary, fileOf(work));
  await certify(work, before);
  await hearing;
  if (caseLog(work.depositary, fileOf(work)).finality.accepted < accepted + work.batch)
    throw new Error('The batch was not accepted.');
}

const batches = 4;

/** Acts per second over some batches, each ordered and certified while the one after it is told. */
async function acceptedRate(work: Work): Promise<number> {
  await answer(work, toldBatch(work));
  let time = 0;
  for (let n = 0; n < batches; n++) {
    const next = toldBatch(work);
    time += await milliseconds(() => acceptBatch(work, next));
  }
  return (1_000 * batches * work.batch) / time;
}

/** Acts per second at which one of the council takes all that was ordered, and cosigns it. The other's answers are not counted. */
async function takenRate({ depositary, cosigners: [cosigner], long }: Work): Promise<number> {
  if (cosigner === undefined) throw new Error('Somebody must take the acts.');
  const { id } = long.known;
  let answering = 0;
  const courier: Courier = {
    get: () => Promise.reject(new Error('Nothing is read here.')),
    async post(_partner, _path, request) {
      const start = performance.now();
      const body = await answerSync(depositary, cosigner.id, request);
      answering += performance.now() - start;
      return { status: 200, contentType: '', body };
    },
  };
  const sizeAt = (party: Party): number => newestHead(party, id, long.log.term)?.size ?? 0;
  const before = sizeAt(cosigner);
  const time = await milliseconds(async () => {
    while (sizeAt(cosigner) < sizeAt(depositary)) {
      await syncWith(cosigner, courier, knownCaseFile(cosigner, id), knownPeer(cosigner, depositary.id));
      cosignHead(cosigner, knownCaseFile(cosigner, id));
    }
  });
  return (1_000 * (sizeAt(cosigner) - before)) / (time - answering);
}

/** Acts of which the case has some before it is measured. */
const few = 60;

/** Acts in batches, told by some members, ordered by one server and certified by a council of 13. */
export async function depositaryRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const depositary = inventedParty(place(), 'aldoria');
  const { members, council } = caseSizes(plan);
  const cosigners = Array.from({ length: council - 1 }, (_, n) => neighbour(`Cosigner ${n}`));
  const parties = [depositary, ...cosigners];
  agree(parties);
  const batch = tellers * Math.max(8, scaled(plan, 1_000));
  const accepted: [number, number][] = [];
  const taken: [number, number][] = [];
  for (let run = 0; run < plan.warm + plan.runs; run++) {
    const long = largeCase(plan, parties, { acts: few, serial: run });
    const verifying = bareVerification(long);
    for (const { id } of cosigners) noteHeard(depositary, long.known.id, id);
    const work = { depositary, cosigners, long, batch };
    const [ours, theirs] = [await acceptedRate(work), await takenRate(work)];
    let count = 0;
    const raw = await milliseconds(() => {
      count = verifying();
    });
    if (run < plan.warm) continue;
    accepted.push([ours, (1_000 * count) / raw]);
    taken.push([theirs, (1_000 * count) / raw]);
  }
  for (const party of parties) party.db.close();
  const limit = 'bare Ed25519 verify on one thread';
  return [
    {
      id: 'case-accepted',
      what: `acts accepted at a depositary, batches of ${grouped.format(batch)} told by ${tellers}, ${members} parties`,
      unit: '/s',
      limit,
      ...compared(accepted),
    },
    {
      id: 'case-taken',
      what: 'the same acts taken and cosigned by one of the council',
      unit: '/s',
      limit,
      ...compared(taken),
    },
  ];
}
