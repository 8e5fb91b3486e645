import {
  type AnswerRole,
  type AnswerStatus,
  type AnswerStep,
  answerJson,
  readAnswer,
} from '#desks/infrastructure/notice-answer.ts';
import { fromHex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { batchesOf } from '../party/batch-book.ts';
import { openFreshRecord } from '../party/fresh-record.ts';
import { queue } from '../party/outbox.ts';
import type { Party } from '../party/party.ts';
import { knownPeer } from '../party/peer-book.ts';
import { longestRun } from '../store/tables/batch-tables.ts';
import { type HeldNotice, noticeAt, noticeByItem } from './held-notice.ts';
import { steadyNow } from './steady-time.ts';

/** One answer as it is kept. Unix seconds: `said` by whoever answered, `at` by us. */
export interface KeptAnswer {
  readonly record: string;
  readonly party: string;
  readonly step: AnswerStep;
  readonly status: AnswerStatus | null;
  readonly role: AnswerRole;
  readonly said: number;
  readonly at: number;
}

const mostAnswers = 50;

/** The answers about one version, by the party that gave them, oldest first. */
export function answersTo(party: Party, seq: number): Map<string, KeptAnswer[]> {
  const rows = party.db.all<KeptAnswer>(
    'SELECT record, party, step, status, role, said, at FROM notice_answer WHERE item = ? ORDER BY at, said, step DESC',
    seq,
  );
  return Map.groupBy(rows, (row) => row.party);
}

function keepAnswer(party: Party, seq: number, answer: KeptAnswer): void {
  party.db.run(
    'INSERT INTO notice_answer (record, item, party, step, status, role, said, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    answer.record,
    seq,
    answer.party,
    answer.step,
    answer.status,
    answer.role,
    answer.said,
    answer.at,
  );
}

/** Whether a notice came straight from its author, so that answers can go there. Spec: NTC-5. */
export const cameFromAuthor = (party: Party, { seq, author }: Pick<HeldNotice, 'seq' | 'author'>): boolean =>
  party.db.get(
    "SELECT 1 FROM batch WHERE n IN (SELECT value FROM json_each(?)) AND direction = 'reached' AND party = ?",
    batchesOf(party, seq),
    author,
  ) !== undefined;

/** What one of our people says about a notice. */
export interface OurAnswer {
  readonly step: AnswerStep;
  readonly status?: AnswerStatus;
  readonly role: AnswerRole;
}

const queueAnswer = (party: Party, to: string, note: SignedNote): void =>
  queue(party, {
    party: to,
    path: '/link/notice-answer',
    body: formatNote(note),
    topic: `notice-answer ${textId(note.text)}`,
  });

/**
 * Answers a notice for our party: signed, logged, and sent to its author alone. An answer that says
 * nothing new changes nothing. Fault: `notice-unknown`. Spec: NTC-5.
 */
export function answerNotice(party: Party, seq: number, { step, status, role }: OurAnswer): void {
  const held = noticeAt(party, seq);
  if (held === undefined || held.isOwn) throw new Fault('notice-unknown', 'There is no such notice to us.');
  party.transaction(() => {
    const before = answersTo(party, seq).get(party.id) ?? [];
    const last = before.findLast((one) => one.step === 'acknowledged');
    const isSaid = step === 'opened' ? before.length > 0 : last !== undefined && last.status === (status ?? null);
    if (isSaid) return;
    if (before.length >= mostAnswers) throw tooMany();
    const data = answerJson({ item: held.item, step, role, ...(status === undefined ? {} : { status }) });
    const only = [party.id, held.author].toSorted();
    const record = party.record({ kind: 'notice-answer', label: { tlp: 'amber+strict', only }, data });
    const [said, at] = [party.now, steadyNow(party)];
    keepAnswer(party, seq, { record: record.id, party: party.id, step, status: status ?? null, role, said, at });
    if (cameFromAuthor(party, held)) queueAnswer(party, held.author, record.note);
  });
  party.sealOrWait();
}

const tooMany = (): Fault => new Fault('notice-answers-many', `At most ${mostAnswers} answers are taken.`);

/** Whether we made a release with this item for a party, and did not withhold it. Spec: NTC-6. */
const wasReleased = (party: Party, seq: number, to: string): boolean =>
  party.db.get(
    `SELECT 1 FROM batch JOIN delivery ON delivery.batch = batch.n
     WHERE batch.n IN (SELECT value FROM json_each(?)) AND batch.direction = 'left' AND batch.party = ? AND delivery.state <> 'withheld'`,
    batchesOf(party, seq),
    to,
  ) !== undefined;

/**
 * Takes a partner's answer about one of our notices. A repeated one changes nothing.
 * Faults: those of `openFreshRecord`, `notice-answer-malformed`, `notice-unknown`, `notice-answers-many`. Spec: NTC-6.
 */
export function takeAnswer(party: Party, from: string, note: SignedNote): void {
  const { id, head } = openFreshRecord(note, knownPeer(party, from).history);
  if (head.kind !== 'notice-answer') throw new Fault('notice-answer-malformed', 'An answer to a notice was expected.');
  const answer = readAnswer(head.data);
  const held = noticeByItem(party, fromHex(answer.item, 32));
  // One fault for both, so that nobody learns whether a notice exists.
  if (held === undefined || !held.isOwn || !wasReleased(party, held.seq, from))
    throw new Fault('notice-unknown', 'No such notice was released to this party.');
  const isTaken = party.transaction(() => {
    const before = answersTo(party, held.seq).get(from) ?? [];
    if (before.some(({ record }) => record === id)) return true;
    // A throw in here would cost us what is worked out about classes, at a partner's will.
    if (before.length >= mostAnswers) return false;
    party.keep(note, { kind: head.kind, author: from, open: false });
    const { step, status = null, role } = answer;
    keepAnswer(party, held.seq, { record: id, party: from, step, status, role, said: head.at, at: steadyNow(party) });
    return true;
  });
  if (!isTaken) throw tooMany();
  party.powers.step('notice-answered');
  party.sealOrWait();
}

/** Puts our answers to an author's notices into the outbox again: its store may have lost some. Spec: NTC-10, LNK-6. */
export function answerAgain(party: Party, author: string): void {
  const rows = party.db.all<{ bytes: Uint8Array; item: number }>(
    `SELECT note.bytes AS bytes, notice_answer.item AS item FROM notice_answer JOIN note ON note.id = notice_answer.record
     WHERE notice_answer.party = ? AND EXISTS (SELECT 1 FROM way CROSS JOIN batch_run ON batch_run.way = way.n
       AND batch_run.item > notice_answer.item - ${longestRun} AND batch_run.item <= notice_answer.item
       WHERE way.direction = 'reached' AND way.party = ? AND batch_run.item >= 0
       AND batch_run.item + batch_run.count > notice_answer.item)
     ORDER BY notice_answer.at DESC LIMIT 200`,
    party.id,
    author,
  );
  party.transaction(() => {
    for (const { bytes, item } of rows.toReversed())
      if (noticeAt(party, item)?.author === author) queueAnswer(party, author, parseNote(bytes));
  });
}
