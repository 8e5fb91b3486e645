import { Fault } from '#protocol/bytes/fault.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, textOf, textsOf } from '../stix-object.ts';
import { isTimestamp } from '../timestamp.ts';

/** Something that was seen: objects, when, and how often. Times in milliseconds. */
export interface Observation {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** What was seen: patterns speak of these. */
  readonly roots: readonly JsonMembers[];
  /** What references from them may reach. */
  readonly objects: ReadonlyMap<string, JsonMembers>;
}

const nothing: ReadonlyMap<string, JsonMembers> = new Map();
const mostCounted = 999_999_999;

const refuse = (code: string, message: string, path = ''): never => {
  throw new Fault(code, message, path);
};

function timeOf(members: JsonMembers, keys: readonly string[], otherwise: number): number {
  const key = keys.find((name) => Object.hasOwn(members, name));
  const value = key === undefined ? undefined : members[key];
  if (key === undefined) return otherwise;
  if (typeof value === 'string' && isTimestamp(value)) return Date.parse(value);
  return refuse('observation-time', 'A time such as 2026-01-31T12:00:00Z was expected.', `/${key}`);
}

function countOf(members: JsonMembers, key: string): number {
  const value = Object.hasOwn(members, key) ? members[key] : 1;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= mostCounted) return value;
  return refuse('observation-count', `A whole number from 1 to ${mostCounted} was expected.`, `/${key}`);
}

function timesOf(members: JsonMembers, now: number): { first: number; last: number } {
  const first = timeOf(members, ['first_observed', 'at'], now);
  const last = timeOf(members, ['last_observed', 'at'], first);
  return last < first
    ? refuse('observation-time', 'The last time is before the first.', '/last_observed')
    : { first, last };
}

/** An observed object with the time beside it, as `{"type":"ipv4-addr","value":"192.0.2.1","at":"…","count":3}`. */
const simpleObservation = (object: JsonMembers, now: number): Observation => ({
  ...timesOf(object, now),
  count: countOf(object, 'count'),
  roots: [object],
  objects: nothing,
});

function rootsOf(
  data: JsonMembers,
  reachable: ReadonlyMap<string, JsonMembers>,
): Pick<Observation, 'roots' | 'objects'> {
  const embedded = data['objects'];
  if (isMembers(embedded) && !Object.hasOwn(data, 'object_refs')) {
    const entries = Object.entries(embedded).filter((entry): entry is [string, JsonMembers] => isMembers(entry[1]));
    return { roots: entries.map(([, object]) => object), objects: new Map(entries) };
  }
  const roots = textsOf(data['object_refs'])
    .map((id) => reachable.get(id))
    .filter((object) => object !== undefined);
  return { roots, objects: reachable };
}

/** One `observed-data` object; what it refers to is found among `reachable`, by id. Spec: MAT-10. */
function observedData(data: JsonMembers, reachable: ReadonlyMap<string, JsonMembers>, now: number): Observation {
  return { ...timesOf(data, now), count: countOf(data, 'number_observed'), ...rootsOf(data, reachable) };
}

/** Objects of a bundle or list by id. */
function objectsById(objects: readonly JsonValue[]): ReadonlyMap<string, JsonMembers> {
  const found = new Map<string, JsonMembers>();
  for (const object of objects) {
    const id = isMembers(object) ? textOf(object, 'id') : undefined;
    if (isMembers(object) && id !== undefined) found.set(id, object);
  }
  return found;
}

/** The observations among STIX objects: what no `observed-data` speaks of was not observed. Spec: MAT-10. */
export function observationsAmong(objects: readonly JsonValue[], now: number): readonly Observation[] {
  const reachable = objectsById(objects);
  return objects.flatMap((object) =>
    isMembers(object) && object['type'] === 'observed-data' ? [observedData(object, reachable, now)] : [],
  );
}

const notObserved = new Set(['indicator', 'sighting', 'identity', 'relationship', 'report', 'marking-definition']);

/**
 * What one value says was observed: an observed object with `at` and `count` beside it, `observed-data` with its
 * objects inside, or a bundle. Faults: `observation-type`, `observation-time`, `observation-count`. Spec: MAT-10.
 */
export function observationsOf(value: JsonValue, now: number): readonly Observation[] {
  if (!isMembers(value)) return refuse('observation-type', 'An object with a type was expected.');
  const type = textOf(value, 'type');
  const objects = value['objects'];
  if (type === 'bundle' && isList(objects)) return observationsAmong(objects, now);
  if (type === 'observed-data') return [observedData(value, nothing, now)];
  if (type === undefined || notObserved.has(type))
    return refuse('observation-type', 'The type of something observed was expected, such as ipv4-addr.', '/type');
  return [simpleObservation(value, now)];
}

/** Characters of one line. */
export const longestLine = 1_048_576;

/** Reads one line of JSON. Further faults: `observation-size`, `observation-syntax`. Spec: MAT-10. */
export function readObservationLine(line: string, now: number): readonly Observation[] {
  if (line.length > longestLine) return refuse('observation-size', 'The line is longer than 1 MiB.');
  let value: JsonValue;
  try {
    value = JSON.parse(line) as JsonValue;
  } catch {
    return refuse('observation-syntax', 'The line is not JSON.');
  }
  return observationsOf(value, now);
}
