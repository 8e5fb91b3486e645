import { textFor } from '#desks/infrastructure/notice.ts';
import { type CalendarEvent, type CalendarTask, calendarText } from '#exchange/icalendar/calendar.ts';
import type { Party } from '../party/party.ts';
import { PartyNames } from '../party/party-names.ts';
import { type HeldNotice, newestNotices } from './held-notice.ts';
import { answersTo } from './notice-answers.ts';

const most = 100;

/** What all entries about a notice share. Before a notice is opened its title and times are known, no more. Spec: NTC-14. */
function common(party: Party, { id, notice, author, at }: HeldNotice, names: PartyNames, part: string) {
  return {
    uid: `${id}-${part}@${party.id.slice(0, 16)}`,
    stamp: at,
    sequence: notice.version,
    summary: `${names.of(author).name}: ${textFor(notice, 'en').title}`,
    url: `${party.url}/notices/${id}`,
    isCancelled: notice.state === 'cancelled',
  };
}

function entries(party: Party, held: HeldNotice, names: PartyNames): (CalendarEvent | CalendarTask)[] {
  const { notice, seq, isOwn } = held;
  const validity = { kind: 'event', ...common(party, held, names, 'validity') } as const;
  const period: CalendarEvent = { ...validity, start: notice.from, end: notice.until };
  if (notice.by === undefined) return [period];
  const answers = answersTo(party, seq).get(party.id) ?? [];
  const isDone = !isOwn && answers.some(({ step }) => step === 'acknowledged');
  return [period, { kind: 'task', ...common(party, held, names, 'answer'), due: notice.by, isDone }];
}

/** The deadlines and validities of all notices held, as a calendar program reads them. Spec: NTC-15. */
export function noticeCalendar(party: Party): string {
  const names = new PartyNames(party, 'en');
  const held = [...newestNotices(party, 'theirs', most), ...newestNotices(party, 'own', most)];
  return calendarText(
    names.of(party.id).name,
    held.flatMap((one) => entries(party, one, names)),
  );
}
