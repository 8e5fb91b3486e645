import { textFor } from '#desks/infrastructure/notice.ts';
import { pressesMore } from '#desks/infrastructure/urgency.ts';
import type { Waiting } from '#web/parts/waiting.ts';
import { type HeldNotice, newestNotices } from '../notice/held-notice.ts';
import { answersTo } from '../notice/notice-answers.ts';
import { matrixOf } from '../notice/notice-matrix.ts';
import { steadyNow } from '../notice/steady-time.ts';
import { theRest } from '../notice/the-rest.ts';
import { awaitsApproval } from '../party/approval-queue.ts';
import type { Visit } from './visit.ts';

const mostShown = 20;

const due = ({ notice: { by } }: HeldNotice): { due?: number } => (by === undefined ? {} : { due: by });
const reference = (visit: Visit, { id, notice }: HeldNotice) => ({
  id,
  title: textFor(notice, visit.reader.language).title,
});

/** Whether a notice to us still waits: for an acknowledgement, or for somebody to open it. */
function isWaiting({ party }: Visit, { seq, notice }: HeldNotice): boolean {
  if (steadyNow(party) > notice.until) return false;
  const ours = answersTo(party, seq).get(party.id) ?? [];
  return notice.by === undefined ? ours.length === 0 : !ours.some(({ step }) => step === 'acknowledged');
}

/** What waits for a releaser has reached nobody, and is listed as that. */
function waitsForReleaser({ party }: Visit, seq: number): boolean {
  const item = party.items.bySeq(seq);
  return item !== undefined && awaitsApproval(party, party.items.factsOf(item.class));
}

/** Notices that wait for our answer, most urgent first, and our own that others have not acknowledged. */
export function waitingNotices(visit: Visit): Waiting[] {
  const { party, names } = visit;
  const now = steadyNow(party);
  const theirs = newestNotices(party, 'theirs', mostShown)
    .filter((held) => isWaiting(visit, held))
    .sort((a, b) => pressesMore(a.notice.urgency, b.notice.urgency) || (a.notice.by ?? now) - (b.notice.by ?? now));
  const ours = newestNotices(party, 'own', mostShown).filter(
    ({ seq, notice }) => notice.by !== undefined && now <= notice.until && !waitsForReleaser(visit, seq),
  );
  return [
    ...theirs.map((held): Waiting => {
      const { notice, author } = held;
      const { urgency } = notice;
      return { what: 'notice', notice: reference(visit, held), urgency, party: names.of(author), ...due(held) };
    }),
    ...ours.flatMap((held): Waiting[] => {
      const count = theRest(matrixOf(party, held), held).length;
      return count === 0 ? [] : [{ what: 'notice-rest', notice: reference(visit, held), count, ...due(held) }];
    }),
  ];
}
