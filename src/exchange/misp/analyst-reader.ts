import { strictestOf } from '#protocol/record/label.ts';
import { type StixObject, textOf } from '../stix/stix-object.ts';
import { compareTimestamps } from '../stix/timestamp.ts';
import type { EventDraft, Main, NamedPart } from './event-draft.ts';
import { keep, type PartKind } from './kept-members.ts';
import { keptMembers } from './kept-part.ts';
import { momentOf, type Part, secondsOf, uuidOf, wholeOf } from './misp-value.ts';

/** Notes on notes, at most. */
const deepest = 8;

/** A STIX relationship type from the words of an analyst. */
const relationType = (words: string): string =>
  words
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 250)
    .replace(/^-|-$/g, '') || 'related-to';

/** Adds what an analyst's statement of one kind says in STIX; undefined when it says nothing there. */
type Statement = (
  part: NamedPart,
  about: Main,
  draft: EventDraft,
) => { type: string; own: object; label?: Main } | undefined;

const grades = ['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree'] as const;

/** MISP gives a number from 0 to 100. */
const gradeOf = (opinion: number): string => grades[Math.min(4, Math.floor(opinion / 20))] ?? 'neutral';

const authorsOf = (part: Part): object => {
  const authors = textOf(part.members, 'authors');
  return authors === undefined || authors === '' ? {} : { authors: [authors] };
};

const note: Statement = (part, about) => ({
  type: 'note',
  own: { content: textOf(part.members, 'note') ?? '', ...authorsOf(part), object_refs: [about.id] },
});

const opinion: Statement = (part, about) => {
  const explanation = textOf(part.members, 'comment');
  const own = {
    opinion: gradeOf(wholeOf(part.members['opinion']) ?? 50),
    ...authorsOf(part),
    ...(explanation === undefined || explanation === '' ? {} : { explanation }),
    object_refs: [about.id],
  };
  return { type: 'opinion', own };
};

const relationship: Statement = (part, about, draft) => {
  const target = draft.mainOf(uuidOf(part.members, 'related_object_uuid') ?? '');
  if (target === undefined) return undefined;
  const type = relationType(textOf(part.members, 'relationship_type') ?? '');
  return {
    type: 'relationship',
    own: { relationship_type: type, source_ref: about.id, target_ref: target.id },
    label: target,
  };
};

function times(part: Part, draft: EventDraft): { created: string; modified: string } {
  const created = momentOf(part.members, 'created') ?? draft.frame.time;
  const modified = momentOf(part.members, 'modified') ?? created;
  return { created, modified: compareTimestamps(modified, created) < 0 ? created : modified };
}

interface About {
  readonly main: Main;
  /** UUID of the part that is spoken of. */
  readonly uuid: string;
  readonly depth: number;
}

/** Reads one statement and what was said about it in turn. Spec: MSP-4. */
function readStatement(
  draft: EventDraft,
  given: Part,
  { main, uuid, depth }: About,
  [kind, statement]: readonly [PartKind, Statement],
): void {
  const part = draft.partUnder(given, main.label);
  if (part === undefined) return;
  if (depth > deepest) return draft.frame.findings.fault('misp-nested', part.path);
  const said = statement(part, main, draft);
  if (said === undefined) return draft.frame.findings.loss('misp-loss-reference', part.path);
  const label = said.label === undefined ? part.label : strictestOf(part.label, said.label.label);
  const members = keptMembers(part, { own: label, inherited: main.label }, draft.frame.findings);
  const id = `${said.type}--${part.uuid}`;
  const object = {
    ...draft.versioned(id, draft.frame.time, label),
    ...times(part, draft),
    ...said.own,
    extensions: keep(kind, members, { about: uuid }),
  } as StixObject;
  if (!draft.keep(object, label, { path: part.path })) return;
  draft.stand(part.uuid, { id, label });
  if (said.type !== 'relationship') statements(draft, part, { main: { id, label }, uuid: part.uuid, depth: depth + 1 });
  else
    for (const key of ['Note', 'Opinion', 'Relationship'])
      for (const { path } of draft.parts(part, key)) draft.frame.findings.loss('misp-loss-reference', path);
}

function statements(draft: EventDraft, part: Part, about: About): void {
  for (const one of draft.parts(part, 'Note')) readStatement(draft, one, about, ['note', note]);
  for (const one of draft.parts(part, 'Opinion')) readStatement(draft, one, about, ['opinion', opinion]);
  for (const one of draft.parts(part, 'Relationship'))
    draft.afterwards(() => readStatement(draft, one, about, ['relationship', relationship]));
}

/** What a sighting of MISP's three types is in STIX: seen, a false positive, or no longer of use. */
function sightingMembers(part: Part, about: Main, time: string): { type: string; own: object } {
  const type = wholeOf(part.members['type']) ?? 0;
  if (type === 0)
    return { type: 'sighting', own: { sighting_of_ref: about.id, first_seen: time, last_seen: time, count: 1 } };
  const object_refs = [about.id];
  if (type === 1)
    return { type: 'opinion', own: { opinion: 'strongly-disagree', explanation: 'False positive', object_refs } };
  return { type: 'note', own: { content: 'No longer of use', object_refs } };
}

function readSighting(draft: EventDraft, given: Part, { main, uuid }: About): void {
  const part = draft.partUnder(given, main.label);
  if (part === undefined) return;
  const time = secondsOf(part.members, 'date_sighting') ?? draft.frame.time;
  const { type, own } = sightingMembers(part, main, time);
  const members = keptMembers(part, { own: part.label, inherited: main.label }, draft.frame.findings);
  const versioned = draft.versioned(`${type}--${part.uuid}`, time, part.label);
  const object = { ...versioned, ...own, extensions: keep('sighting', members, { about: uuid }) } as StixObject;
  draft.keep(object, part.label, { path: part.path });
}

/** Reads what was said about a part: sightings, notes, opinions, relationships. */
export function readAbout(draft: EventDraft, part: NamedPart, main: Main): void {
  const about = { main, uuid: part.uuid, depth: 1 };
  for (const sighting of draft.parts(part, 'Sighting')) readSighting(draft, sighting, about);
  statements(draft, part, about);
}

/** Reads the reference of a MISP object to another part; the label is the stricter of both ends. Spec: MSP-4, MSP-8. */
export function readReference(draft: EventDraft, given: Part, from: Main, fromUuid: string): void {
  const part = draft.partUnder(given, from.label);
  if (part === undefined) return;
  const to = uuidOf(part.members, 'referenced_uuid');
  const target = draft.mainOf(to ?? '');
  if (target === undefined) return draft.frame.findings.loss('misp-loss-reference', part.path);
  const label = strictestOf(part.label, target.label);
  const members = keptMembers(part, { own: label, inherited: from.label }, draft.frame.findings);
  const time = secondsOf(part.members, 'timestamp') ?? draft.frame.time;
  const type = relationType(textOf(part.members, 'relationship_type') ?? '');
  const object = {
    ...draft.versioned(`relationship--${part.uuid}`, time, label),
    relationship_type: type,
    source_ref: from.id,
    target_ref: target.id,
    extensions: keep('reference', members, { about: fromUuid }),
  };
  draft.keep(object, label, { path: part.path });
}
