import { isTimestamp } from '#exchange/stix/timestamp.ts';

/** RFC 3339 in UTC with exactly six digits (section 2), from Unix microseconds. Spec: TAX-1. */
export function taxiiTime(microseconds: number): string {
  const millis = Math.floor(microseconds / 1000);
  const rest = String(microseconds - millis * 1000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${rest}Z`);
}

/** Unix microseconds of a timestamp in UTC; undefined when malformed. Digits past six are dropped. */
export function microsecondsOf(text: string): number | undefined {
  if (!isTimestamp(text)) return undefined;
  const millis = Date.parse(`${text.slice(0, 19)}Z`);
  return Number.isNaN(millis) ? undefined : millis * 1000 + Number(text.slice(20, -1).slice(0, 6).padEnd(6, '0'));
}

/** The version of objects that have none of their own (section 3.4.1). */
export const noVersion = '1970-01-01T00:00:00.000Z';

/** A version as it is written: an instant without idle zeros gets the three digits that STIX asks for. Spec: TAX-6. */
export function versionText(instant: string): string {
  if (instant === '') return noVersion;
  const fraction = instant.slice(20);
  return `${instant.slice(0, 19)}.${fraction.padEnd(3, '0')}Z`;
}
