import { idOfName } from '../stix/identifier.ts';
import { type JsonMembers, pointer, type StixObject, textOf } from '../stix/stix-object.ts';
import { compareTimestamps } from '../stix/timestamp.ts';
import { readAbout } from './analyst-reader.ts';
import { factOf, ruleLanguages } from './attribute-form.ts';
import { readClusters } from './cluster-reader.ts';
import type { EventDraft, Main, NamedPart } from './event-draft.ts';
import { keep } from './kept-members.ts';
import { keptMembers, tagLabels } from './kept-part.ts';
import { momentOf, type Part, says, secondsOf } from './misp-value.ts';
import { type ObservedFact, patternOf } from './observed-fact.ts';

/** What goes on every object that a part becomes. */
interface Shared {
  readonly time: string;
  readonly extensions: JsonMembers;
  readonly common: JsonMembers;
}

/** The value of an attribute as a text; undefined when it has none. */
export function valueText({ members }: Part): string | undefined {
  const value = members['value'];
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** What a part says about itself in every form that it may take. */
export function sharedOf(draft: EventDraft, part: NamedPart, extensions: JsonMembers): Shared {
  return {
    time: secondsOf(part.members, 'timestamp') ?? draft.frame.time,
    extensions,
    common: { ...tagLabels(part.members), ...(says(part.members, 'deleted') ? { revoked: true } : {}) },
  };
}

const described = (members: JsonMembers): JsonMembers => {
  const comment = textOf(members, 'comment');
  return comment === undefined || comment === '' ? {} : { description: comment };
};

/** An indicator of a part. */
function indicatorOf(
  draft: EventDraft,
  part: NamedPart,
  { time, common, extensions }: Shared,
  pattern: { readonly pattern: string; readonly language: string },
): StixObject {
  return {
    ...draft.versioned(`indicator--${part.uuid}`, time, part.label),
    ...described(part.members),
    pattern: pattern.pattern,
    pattern_type: pattern.language,
    valid_from: momentOf(part.members, 'first_seen') ?? time,
    ...common,
    extensions,
  };
}

function observedOf(draft: EventDraft, part: NamedPart, shared: Shared, fact: ObservedFact): StixObject {
  const first = momentOf(part.members, 'first_seen') ?? shared.time;
  const last = momentOf(part.members, 'last_seen') ?? first;
  return {
    ...draft.versioned(`observed-data--${part.uuid}`, shared.time, part.label),
    first_observed: first,
    last_observed: compareTimestamps(last, first) < 0 ? first : last,
    number_observed: 1,
    object_refs: fact.observables.map(({ id }) => id),
    ...shared.common,
    ...(Object.keys(shared.extensions).length === 0 ? {} : { extensions: shared.extensions }),
  };
}

/**
 * The objects of an observed fact, the one that stands for the part first: an indicator when it is
 * for detection, and the data that it rests on. Spec: MSP-4.
 */
export function factObjects(
  draft: EventDraft,
  part: NamedPart,
  shared: Shared,
  facts: { seen: ObservedFact; sought?: ObservedFact | undefined },
): StixObject[] {
  const { seen, sought } = facts;
  const isSought = sought !== undefined && sought.terms.length > 0;
  if (!isSought)
    return seen.observables.length === 0 ? [] : [observedOf(draft, part, shared, seen), ...seen.observables];
  const indicator = indicatorOf(draft, part, shared, { pattern: patternOf(sought.terms), language: 'stix' });
  if (seen.observables.length === 0) return [indicator];
  const data = observedOf(draft, part, { ...shared, extensions: {} }, seen);
  const ends = { relationship_type: 'based-on', source_ref: indicator.id, target_ref: data.id };
  const relation = {
    ...draft.versioned(idOfName('relationship', `${indicator.id} based-on ${data.id}`), shared.time, part.label),
    ...ends,
  };
  return [indicator, data, ...seen.observables, relation];
}

const cve = /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,18})$/;

/** Attributes that name a thing which STIX has an object for. */
function namedThing(
  draft: EventDraft,
  part: NamedPart,
  shared: Shared,
  { type, value }: { type: string; value: string },
): StixObject | undefined {
  const kind = { 'campaign-name': 'campaign', 'threat-actor': 'threat-actor', vulnerability: 'vulnerability' }[type];
  if (kind === undefined) return undefined;
  const references = cve.test(value) ? { external_references: [{ source_name: 'cve', external_id: value }] } : {};
  return {
    ...draft.versioned(`${kind}--${part.uuid}`, shared.time, part.label),
    name: value,
    ...described(part.members),
    ...(kind === 'vulnerability' ? references : {}),
    ...shared.common,
    extensions: shared.extensions,
  };
}

/** A part that STIX has no form for, readable as a note on what it stands in. */
export function noteOf(
  draft: EventDraft,
  part: NamedPart,
  { time, common, extensions }: Shared,
  words: { readonly title: string; readonly content: string; readonly about: string },
): StixObject {
  return {
    ...draft.versioned(`note--${part.uuid}`, time, part.label),
    abstract: words.title,
    content: words.content,
    object_refs: [words.about],
    ...common,
    extensions,
  };
}

function nativeObjects(
  draft: EventDraft,
  part: NamedPart,
  shared: Shared,
  given: { type: string; value: string },
): StixObject[] {
  const thing = namedThing(draft, part, shared, given);
  if (thing !== undefined) return [thing];
  const language = ruleLanguages.get(given.type);
  if (language !== undefined) return [indicatorOf(draft, part, shared, { pattern: given.value, language })];
  const fact = factOf(given.type, given.value);
  if (fact === undefined) return [];
  return factObjects(draft, part, shared, { seen: fact, sought: says(part.members, 'to_ids') ? fact : undefined });
}

/** Keeps what a part became, or the note on it; the object that stands for it, if any could be kept. */
export function keepMain(
  draft: EventDraft,
  part: NamedPart,
  native: readonly StixObject[],
  note: () => StixObject,
): Main | undefined {
  const [first] = native;
  const isNative = first !== undefined && draft.keepAll(native, part.label, part.path);
  const main = isNative ? first : note();
  if (!isNative && !draft.keep(main, part.label, { path: part.path })) return undefined;
  const stands = { id: main.id, label: part.label };
  draft.stand(part.uuid, stands);
  return stands;
}

/**
 * Reads one attribute. `home` is the object of the MISP object that it belongs to, when it is kept
 * apart from it because its label is stricter. Spec: MSP-4, MSP-8.
 */
export function readAttribute(draft: EventDraft, given: Part, inherited: Main): void {
  const part = draft.partUnder(given, inherited.label);
  if (part === undefined) return;
  const [type, value] = [textOf(part.members, 'type'), valueText(part)];
  if (type === undefined || value === undefined)
    return draft.frame.findings.fault('misp-missing', pointer(part.path, type === undefined ? 'type' : 'value'));
  const { links, closedTags } = readClusters(draft, part, { isMember: false });
  const labels = { own: part.label, inherited: inherited.label, closedTags };
  const members = keptMembers(part, labels, draft.frame.findings);
  const isApart = inherited.id !== draft.frame.event.id;
  const extension = keep('attribute', members, isApart ? { object_ref: inherited.id } : {});
  const shared = sharedOf(draft, { ...part, members }, extension);
  const note = () => noteOf(draft, part, shared, { title: type, content: value, about: inherited.id });
  const main = keepMain(draft, part, nativeObjects(draft, part, shared, { type, value }), note);
  if (main === undefined) return;
  links(main);
  readAbout(draft, part, main);
}
