import { typeOfId } from './identifier.ts';
import { kevExtensionId } from './kev.ts';
import { isList, isMembers, type StixObject, textOf, textsOf } from './stix-object.ts';
import { instantOf, isTimestamp } from './timestamp.ts';

/** What a situation counts objects by. Who did it is not among them: we count no actors. */
export const aspectTopics = ['kind', 'named', 'product', 'sector', 'seen'] as const;
export type AspectTopic = (typeof aspectTopics)[number];

/** One thing that an object adds to the picture. */
export interface Aspect {
  readonly topic: AspectTopic;
  /** A STIX type, an object id, "vendor · product" or a sector. */
  readonly subject: string;
  readonly count: number;
}

/** An object's day and all it adds to the picture. Spec: SIT-1. */
export interface ObjectAspects {
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  readonly aspects: readonly Aspect[];
}

/** What a name in another object counts for: techniques, tools and targets, never threat actors. */
const countedTypes = new Set([
  'attack-pattern',
  'identity',
  'infrastructure',
  'location',
  'malware',
  'tool',
  'vulnerability',
]);
const namingTypes = new Set(['grouping', 'incident', 'relationship', 'report', 'sighting']);
const mostNames = 500;
const mostSectors = 50;
const longestSubject = 250;

/** The properties that say when, by type; an object without any is dated by its own creation. */
const timesOf: ReadonlyMap<string, readonly string[]> = new Map([
  ['sighting', ['last_seen', 'first_seen']],
  ['observed-data', ['last_observed']],
  ['indicator', ['valid_from']],
  ['report', ['published']],
]);

const secondsPerDay = 86_400;

function dayOf(object: StixObject): number | undefined {
  const keys = [...(timesOf.get(object.type) ?? []), 'created'];
  const time = keys.map((key) => textOf(object, key)).find((value) => value !== undefined && isTimestamp(value));
  return time === undefined
    ? undefined
    : Math.floor(Date.parse(instantOf(time).slice(0, 19).concat('Z')) / 1000 / secondsPerDay);
}

function namedBy(object: StixObject): string[] {
  if (!namingTypes.has(object.type)) return [];
  const ids = [
    ...(textOf(object, 'target_ref') === undefined ? [] : [textOf(object, 'target_ref') ?? '']),
    ...textsOf(object['object_refs']),
    ...textsOf(object['where_sighted_refs']),
  ];
  return [...new Set(ids)].filter((id) => countedTypes.has(typeOfId(id) ?? '')).slice(0, mostNames);
}

function productOf(object: StixObject): string[] {
  const extensions = object['extensions'];
  const facts = isMembers(extensions) ? extensions[kevExtensionId] : undefined;
  if (!isMembers(facts)) return [];
  const [vendor, product] = [textOf(facts, 'vendor'), textOf(facts, 'product')];
  return vendor === undefined || product === undefined ? [] : [`${vendor} · ${product}`];
}

const sectorLabel = /^sector:([a-z0-9-]{1,60})$/;

function sectorsOf(object: StixObject): string[] {
  const labels = textsOf(object['labels']).flatMap((label) => sectorLabel.exec(label)?.[1] ?? []);
  return [...new Set([...(object.type === 'identity' ? [] : textsOf(object['sectors'])), ...labels])].slice(
    0,
    mostSectors,
  );
}

/** A sighting counts as often as it says that it was seen. */
function seenIn(object: StixObject): Aspect[] {
  const subject = object.type === 'sighting' ? textOf(object, 'sighting_of_ref') : undefined;
  if (subject === undefined) return [];
  const said = object['count'];
  const count = typeof said === 'number' && Number.isInteger(said) && said >= 0 && said <= 999_999_999 ? said : 1;
  return [{ topic: 'seen', subject, count }];
}

/** Whether an object belongs to a picture of what goes on: no definitions, no revoked objects, nothing without a time. */
const counts = (object: StixObject): boolean =>
  object['revoked'] !== true &&
  !['extension-definition', 'language-content', 'marking-definition'].includes(object.type);

/** What one object adds to the picture of the situation; undefined when it adds nothing. Spec: SIT-1. */
export function aspectsOf(object: StixObject): ObjectAspects | undefined {
  const day = dayOf(object);
  if (day === undefined || !counts(object)) return undefined;
  const once = (topic: AspectTopic, subjects: readonly string[]): Aspect[] =>
    subjects.map((subject) => ({ topic, subject: subject.slice(0, longestSubject), count: 1 }));
  return {
    day,
    aspects: [
      ...once('kind', [object.type]),
      ...once('named', namedBy(object)),
      ...once('product', productOf(object)),
      ...once('sector', sectorsOf(object)),
      ...seenIn(object),
    ],
  };
}

/** The sectors that an identity says it is in (STIX 2.1 section 4.5). */
export const sectorsOfIdentity = (object: StixObject): readonly string[] =>
  isList(object['sectors']) ? textsOf(object['sectors']).slice(0, mostSectors) : [];
