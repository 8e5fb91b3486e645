const form =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d{1,30})?Z$/;
const daysOfMonth = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether a text is an RFC 3339 time in UTC (`Z`) of a day that exists, with at most 30 digits of fraction. Spec: STX-6. */
export function isTimestamp(text: string): boolean {
  if (!form.test(text)) return false;
  const day = Number(text.slice(8, 10));
  if (day < 29) return true;
  const month = Number(text.slice(5, 7));
  if (month === 2 && day === 29) return isLeapYear(Number(text.slice(0, 4)));
  return day <= (daysOfMonth[month - 1] ?? 0);
}

/** One text per instant: the fraction without the zeros that say nothing. Takes a valid timestamp. */
export function instantOf(timestamp: string): string {
  let end = timestamp.length - 1;
  if (timestamp.charAt(19) !== '.') return timestamp.slice(0, end);
  while (timestamp.charAt(end - 1) === '0') end--;
  return timestamp.slice(0, timestamp.charAt(end - 1) === '.' ? end - 1 : end);
}

/** Negative, zero or positive as `a` is before, at or after `b`; both valid timestamps. Spec: STX-6. */
export function compareTimestamps(a: string, b: string): number {
  const first = instantOf(a);
  const second = instantOf(b);
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

/** The STIX text of integer Unix seconds, with milliseconds as STIX asks. Years 1970 to 9999. */
export const timestampOf = (seconds: number): string => new Date(seconds * 1000).toISOString();
