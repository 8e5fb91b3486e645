import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { answerSync } from '#server/case/case-exchange.ts';
import { caseFile, knownCaseFile } from '#server/case/case-file.ts';
import { messageBytes, openMessage } from '#server/case/case-message.ts';
import { packLog } from '#server/case/case-packing.ts';
import { appendEntry, caseLog, caseTransaction } from '#server/case/case-store.ts';
import { readAnswer, syncBytes } from '#server/case/case-wire.ts';
import type { LongCase } from '#server/case/long-case.fixture.ts';
import { signHead } from '#server/case/order-acts.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import type { Party } from '#server/party/party.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { caseSizes, grouped, largeCase } from './case-bench.ts';
import { inventedParty } from './invented-parties.ts';
import { compared } from './race.ts';

const most = { packed: 8_000_000, unpacked: 16_000_000 };
const nothing = new Uint8Array();

/** An agreement that lets acts of cases pass between two parties. */
function agree(a: Party, b: Party): void {
  const terms = plainTerms([a.id, b.id], a.now, { kinds: ['act'], ceiling: 'amber' });
  const { agreement } = proposeAgreement(a, terms);
  receiveAgreement(b, agreement.note);
  receiveAgreement(a, signKnownAgreement(b, agreement.id).agreement.note);
}

/** What the depositary answers to a member that has the log up to a size. */
function answerAt(party: Party, to: Party, id: string, size: number): Promise<Uint8Array> {
  const log = caseLog(party, knownCaseFile(party, id));
  const root = hex(log.rootAt(size) ?? nothing);
  const holding = { size, root, term: log.term, settled: Math.min(size, log.finality.settled) };
  const asked = syncBytes({ case: id, holding, news: { statements: [], proofs: [] }, acts: nothing, want: [] });
  return answerSync(party, to.id, asked);
}

/** Bytes that all entries take to a member that has none of them. */
async function bulk(party: Party, to: Party, id: string): Promise<number> {
  const { size } = caseLog(party, knownCaseFile(party, id));
  let bytes = 0;
  for (let at = 1; at < size; ) {
    const answer = await answerAt(party, to, id, at);
    bytes += answer.length;
    const { until } = readAnswer(answer);
    if (until === undefined) throw new Error('The answer leads nowhere.');
    at = Number(until.text.split('\n')[1]);
  }
  return bytes;
}

interface Live {
  /** Bytes that acts add to the answers that bring them. */
  acts: number;
  /** Bytes of those answers beyond that of an empty meeting. */
  whole: number;
  /** Bytes of signatures and hashes of words. */
  bare: number;
}

/** Acts that are ordered one by one and told each alone to a member that has all others. */
async function live(party: Party, to: Party, long: LongCase, count: number): Promise<Live> {
  const { id } = long.known;
  const sum: Live = { acts: 0, whole: 0, bare: 0 };
  const empty = (await answerAt(party, to, id, long.log.size)).length;
  for (let n = 0; n < count; n++) {
    const file = knownCaseFile(party, id);
    const { size } = caseLog(party, file);
    const { note, head } = long.act();
    const bytes = formatNote(note);
    caseTransaction(party, id, () => {
      appendEntry(party, { id, log: caseLog(party, file) }, bytes);
      signHead(party, file, caseLog(party, file));
    });
    const answer = await answerAt(party, to, id, size);
    const message = openMessage(answer, most);
    sum.acts += answer.length - messageBytes({ ...message, entries: nothing }).length;
    sum.whole += answer.length - empty;
    sum.bare += head.body === undefined ? 64 : 96;
    if (packLog(party, file, size, [bytes]).length !== message.entries.length)
      throw new Error('More was told than one act.');
  }
  return sum;
}

/** What acts cost on a thin link, live and in bulk. */
export async function caseLinkRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const root = place();
  const [a, b] = [inventedParty(root, 'aldoria'), inventedParty(root, 'bereth')];
  const long = largeCase(plan, [a, b]);
  agree(a, b);
  const { id } = long.known;
  if (caseFile(b, id)?.stage !== 'joined') throw new Error('The other party was to have joined.');
  const { members, acts } = caseSizes(plan);
  const bare = long.entries.reduce((sum, _, n) => sum + (long.log.recordAt(n)?.head.body === undefined ? 64 : 96), 0);
  const whole = await bulk(a, b, id);
  const count = Math.max(10, Math.min(100, acts / 20));
  const told = await live(a, b, long, count);
  a.db.close();
  b.db.close();
  const limit = 'signatures and hashes of words alone';
  const size = `${grouped.format(acts)} acts of ${grouped.format(members)} parties`;
  const row = (name: string, what: string, [ours, raw]: readonly [number, number]): BenchRow => ({
    id: name,
    what,
    unit: 'bytes',
    limit,
    ...compared([[ours, raw]]),
  });
  return [
    row('case-link-live', 'link bytes of an act, told alone', [told.acts / count, told.bare / count]),
    row('case-link-live-head', 'the same with head and what comes with it', [told.whole / count, told.bare / count]),
    row('case-link-bulk', `link bytes of an act, ${size}, ticks and all`, [whole / acts, bare / acts]),
  ];
}
