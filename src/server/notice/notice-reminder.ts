import { nextReminder } from '#desks/infrastructure/urgency.ts';
import { fromHex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { explainRelease } from '../party/explain-release.ts';
import { openFreshRecord } from '../party/fresh-record.ts';
import { queue } from '../party/outbox.ts';
import type { Party } from '../party/party.ts';
import { knownPeer } from '../party/peer-book.ts';
import { type HeldNotice, noticeByItem, versionsOf } from './held-notice.ts';
import { queueReminderMail } from './mail-queue.ts';
import { answerAgain } from './notice-answers.ts';
import { matrixOf } from './notice-matrix.ts';
import { steadyNow } from './steady-time.ts';
import { theRest } from './the-rest.ts';

const mostReminders = 200;

/** When the rest was last reminded of a notice, Unix seconds, and how often. */
export function remindersOf(
  party: Party,
  seq: number,
  direction: 'left' | 'reached',
): { count: number; last?: number } {
  const row = party.db.get<{ count: number; last: number | null }>(
    'SELECT count(DISTINCT at) AS count, max(at) AS last FROM notice_reminder WHERE item = ? AND direction = ?',
    seq,
    direction,
  );
  const { count = 0, last = null } = row ?? {};
  return last === null ? { count } : { count, last };
}

/** What a reminder did: to whom it goes over the link; and who has to be reached in another way. */
export interface Reminded {
  readonly sent: readonly string[];
  readonly unsent: readonly string[];
}

/** From when on the rest may be reminded, Unix seconds. Spec: NTC-10. */
export const mayRemindFrom = (party: Party, { seq, notice }: HeldNotice): number =>
  nextReminder(notice.urgency, remindersOf(party, seq, 'left').last);

function requireRemindable(party: Party, held: HeldNotice): void {
  const now = steadyNow(party);
  const isNewest = versionsOf(party, held.id)[0]?.seq === held.seq;
  if (!held.isOwn || !isNewest || held.notice.state === 'cancelled' || now > held.notice.until)
    throw new Fault('notice-over', 'Nobody is reminded of a notice that is over.');
  if (now < mayRemindFrom(party, held)) throw new Fault('notice-reminded', 'The rest was reminded a moment ago.');
}

/**
 * One press to reach the rest: a signed reminder for each recipient that has not answered and to
 * which the notice is open. Faults: `notice-over`, `notice-reminded`. Spec: NTC-10.
 */
export function remindRest(party: Party, held: HeldNotice, account: string): Reminded {
  const reminded = party.transaction(() => {
    requireRemindable(party, held);
    const rest = theRest(matrixOf(party, held), held);
    const sent = rest.filter((id) => explainRelease(party, held.seq, id).verdict === 'allowed');
    const at = steadyNow(party);
    for (const to of sent) {
      const only = [party.id, to].toSorted();
      const data = { item: held.item };
      const record = party.record({ kind: 'notice-reminder', label: { tlp: 'amber+strict', only }, data });
      const topic = `notice-reminder ${held.item}`;
      queue(party, { party: to, path: '/link/notice-reminder', body: formatNote(record.note), topic });
      keepReminder(party, { record: record.id, seq: held.seq, direction: 'left', at });
    }
    queueReminderMail(party, held, sent, at);
    party.deed(account, 'remind', held.id);
    return { sent, unsent: rest.filter((id) => !sent.includes(id)) };
  });
  party.sealOrWait();
  return reminded;
}

/** Whether a reminder that waits may still go: the notice is open to the party, and nothing has come back. Spec: NTC-10. */
export function isReminderDue(party: Party, to: string, body: Uint8Array): boolean {
  const { data } = parseRecordHead(parseNote(body).text);
  const held = noticeByItem(party, fromHex(String(data['item']), 32));
  if (held === undefined || explainRelease(party, held.seq, to).verdict !== 'allowed') return false;
  return theRest(matrixOf(party, held), held).includes(to);
}

function keepReminder(
  party: Party,
  { record, seq, direction, at }: { record: string; seq: number; direction: string; at: number },
): void {
  party.db.run(
    'INSERT INTO notice_reminder (record, item, direction, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    record,
    seq,
    direction,
    at,
  );
}

/**
 * Takes an author's reminder of a notice that is held here, and sends again what we have answered.
 * Faults: those of `openFreshRecord`, `notice-reminder-malformed`, `notice-unknown`. Spec: NTC-10.
 */
export function takeReminder(party: Party, from: string, note: SignedNote): void {
  const { id, head } = openFreshRecord(note, knownPeer(party, from).history);
  if (head.kind !== 'notice-reminder') throw new Fault('notice-reminder-malformed', 'A reminder was expected.');
  const fields = new Fields(head.data, '/data');
  const item = fields.text('item', idForm);
  fields.end();
  const held = noticeByItem(party, fromHex(item, 32));
  if (held === undefined || held.author !== from)
    throw new Fault('notice-unknown', 'No notice of this party is held here under that name.');
  const before = remindersOf(party, held.seq, 'reached');
  const isTooSoon = before.last !== undefined && before.last === steadyNow(party);
  if (before.count < mostReminders && !isTooSoon)
    keepReminder(party, { record: id, seq: held.seq, direction: 'reached', at: steadyNow(party) });
  answerAgain(party, from);
}
