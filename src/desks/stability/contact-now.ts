import type { ContactCard, ContactWatch } from './contact-card.ts';

/** Days after which a card that nobody renewed is stale. Spec: CNT-4. */
const freshDays = 365;

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The day of the week (1 Monday) and the minutes since midnight in a zone. `now` in Unix seconds. */
function localTime(now: number, zone: string): { day: number; minutes: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const parts = Object.fromEntries(format.formatToParts(now * 1000).map(({ type, value }) => [type, value]));
  return {
    day: weekdays.indexOf(parts['weekday'] ?? '') + 1,
    minutes: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
}

/** Whether somebody is there now by the hours of the card. `now` in Unix seconds. Spec: CNT-4. */
export function isOpenAt({ hours, zone }: ContactCard, now: number): boolean {
  if (hours === 'always') return true;
  const { day, minutes } = localTime(now, zone);
  return hours.some(({ days, from, to }) => days.includes(day) && minutes >= from && minutes < to);
}

/** Who has the watch now by the roster. Spec: CNT-4. */
export const watchAt = ({ roster }: ContactCard, now: number): ContactWatch | undefined =>
  roster.find(({ from, until }) => now >= from && now < until);

/** Why a card should not be relied on; undefined while it may. `stated`: when this version came, Unix seconds. Spec: CNT-4. */
export function staleness(card: ContactCard, stated: number, now: number): 'over' | 'not-renewed' | undefined {
  if (now >= card.until) return 'over';
  return now - stated > freshDays * 86_400 ? 'not-renewed' : undefined;
}
