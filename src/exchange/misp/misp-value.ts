import { isList, isMembers, type JsonMembers, type JsonValue, pointer, textOf } from '../stix/stix-object.ts';
import { isTimestamp, timestampOf } from '../stix/timestamp.ts';

/*
 * MISP writes the same thing as a text, a number or a boolean, depending on the version and the way
 * of export. What is narrowed here is tolerant; what is kept stays as it was written. Spec: MSP-1.
 */

/** A part of an event and where it stands. */
export interface Part {
  readonly members: JsonMembers;
  /** JSON pointer into the input. */
  readonly path: string;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Whether a member says yes: `true`, `1` or `"1"`. */
export const says = (members: JsonMembers, key: string): boolean => {
  const value = Object.hasOwn(members, key) ? members[key] : undefined;
  return value === true || value === 1 || value === '1' || value === 'true';
};

/** Whether a member says no in so many words; an absent one says nothing. */
export const denies = (members: JsonMembers, key: string): boolean => {
  const value = Object.hasOwn(members, key) ? members[key] : undefined;
  return value === false || value === 0 || value === '0' || value === 'false';
};

/** A whole number of at most 12 digits, however it is written. */
export function wholeOf(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^\d{1,12}$/.test(value) ? Number(value) : undefined;
}

/** The UUID of a part, in lower case. */
export function uuidOf(members: JsonMembers, key = 'uuid'): string | undefined {
  const text = textOf(members, key);
  return text !== undefined && uuidForm.test(text) ? text.toLowerCase() : undefined;
}

// The last second of the year 9999: what comes after has no form in STIX.
const lastSecond = 253_402_300_799;

/** A STIX time of Unix seconds; undefined for none and for zero, which MISP writes for "never". */
export function secondsOf(members: JsonMembers, key: string): string | undefined {
  const seconds = wholeOf(members[key]);
  return seconds === undefined || seconds === 0 || seconds > lastSecond ? undefined : timestampOf(seconds);
}

const offsetOfZero = /(?:\+00:?00|Z)?$/;

/** A STIX time of `2024-10-04 08:09:39`, `2024-10-04` or `2024-10-04T08:09:39.000000+00:00`, all UTC. */
export function momentOf(members: JsonMembers, key: string): string | undefined {
  const text = textOf(members, key);
  if (text === undefined || text.length < 10 || text.length > 40) return undefined;
  const day = text.length === 10 ? `${text}T00:00:00.000` : text.replace(' ', 'T');
  const time = `${day.replace(offsetOfZero, '')}Z`;
  return isTimestamp(time) ? time : undefined;
}

/** The parts of a list, each with its pointer; anything but an object in it is left to the caller's count. */
export function partsOf({ members, path }: Part, key: string): Part[] {
  const list = Object.hasOwn(members, key) ? members[key] : undefined;
  if (!isList(list)) return [];
  return list.flatMap((entry, at) =>
    isMembers(entry) ? [{ members: entry, path: pointer(pointer(path, key), at) }] : [],
  );
}

/** The one part under a key. */
export function partOf({ members, path }: Part, key: string): Part | undefined {
  const value = Object.hasOwn(members, key) ? members[key] : undefined;
  return isMembers(value) ? { members: value, path: pointer(path, key) } : undefined;
}
