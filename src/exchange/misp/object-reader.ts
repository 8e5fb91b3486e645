import { type Label, labelAtMost } from '#protocol/record/label.ts';
import { type JsonMembers, pointer, type StixObject, textOf } from '../stix/stix-object.ts';
import { readAbout, readReference } from './analyst-reader.ts';
import { factObjects, keepMain, noteOf, readAttribute, sharedOf, valueText } from './attribute-reader.ts';
import { readClusters } from './cluster-reader.ts';
import type { EventDraft, Main, NamedPart } from './event-draft.ts';
import { keep } from './kept-members.ts';
import { keptMembers } from './kept-part.ts';
import { partLabel } from './misp-label.ts';
import { type Part, says } from './misp-value.ts';
import { objectFact, type Relations } from './object-form.ts';

/** An attribute that stays within its object. */
interface Inner {
  readonly part: NamedPart;
  readonly kept: JsonMembers;
  readonly links: (main: Main) => void;
  readonly relation: string;
  readonly value: string;
}

/** Whether two labels admit the same. */
const sameLabel = (a: Label, b: Label): boolean => labelAtMost(a, b) && labelAtMost(b, a);

/** The attributes that bear the object's own label; the others stand apart, so that they can stay here. Spec: MSP-8. */
function innerOf(draft: EventDraft, object: NamedPart, attributes: readonly Part[]): { inner: Inner[]; apart: Part[] } {
  const { rules, findings } = draft.frame;
  const apart: Part[] = [];
  const inner = attributes.flatMap((attribute): Inner[] => {
    const reading = partLabel(attribute, object.label, rules);
    const isInside = 'label' in reading && sameLabel(reading.label, object.label);
    const value = valueText(attribute);
    if (!isInside || value === undefined || textOf(attribute.members, 'type') === undefined) {
      // The reader of attributes says what is wrong with it, or keeps it apart.
      apart.push(attribute);
      return [];
    }
    const part = draft.partUnder(attribute, object.label);
    if (part === undefined) return [];
    const { links, closedTags } = readClusters(draft, part, { isMember: false });
    const kept = keptMembers(part, { own: part.label, inherited: object.label, closedTags }, findings);
    const relation = textOf(part.members, 'object_relation') ?? textOf(part.members, 'type') ?? '';
    return [{ part, kept: { uuid: part.uuid, ...kept }, links, relation, value }];
  });
  return { inner, apart };
}

const relationsOf = (inner: readonly Inner[]): Relations => {
  const groups = Map.groupBy(inner, ({ relation }) => relation);
  return new Map([...groups].map(([relation, members]) => [relation, members.map(({ value }) => value)]));
};

/** A vulnerability with the name that its object gives it. */
function vulnerability(
  draft: EventDraft,
  part: NamedPart,
  relations: Relations,
  shared: ReturnType<typeof sharedOf>,
): StixObject[] {
  const name = relations.get('id')?.[0];
  if (name === undefined) return [];
  const text = relations.get('summary')?.[0] ?? relations.get('description')?.[0];
  const versioned = draft.versioned(`vulnerability--${part.uuid}`, shared.time, part.label);
  const about = text === undefined ? {} : { description: text };
  return [{ ...versioned, name, ...about, ...shared.common, extensions: shared.extensions }];
}

function nativeObjects(
  draft: EventDraft,
  part: NamedPart,
  inner: readonly Inner[],
  shared: ReturnType<typeof sharedOf>,
): StixObject[] {
  const name = textOf(part.members, 'name') ?? '';
  const relations = relationsOf(inner);
  if (name === 'vulnerability') return vulnerability(draft, part, relations, shared);
  const seen = objectFact(name, relations);
  if (seen === undefined) return [];
  const sought = inner.filter(({ part: { members } }) => says(members, 'to_ids'));
  return factObjects(draft, part, shared, { seen, sought: objectFact(name, relationsOf(sought)) });
}

/** Reads one MISP object with its attributes. Spec: MSP-4, MSP-8. */
export function readObject(draft: EventDraft, given: Part): void {
  const { event, findings } = draft.frame;
  const part = draft.partUnder(given, event.label);
  if (part === undefined) return;
  const name = textOf(part.members, 'name');
  if (name === undefined) return findings.fault('misp-missing', pointer(part.path, 'name'));
  const { inner, apart } = innerOf(draft, part, draft.parts(part, 'Attribute'));
  const kept = keptMembers(part, { own: part.label, inherited: event.label }, findings);
  const members = { ...kept, ...(inner.length === 0 ? {} : { Attribute: inner.map((one) => one.kept) }) };
  const shared = sharedOf(draft, { ...part, members: kept }, keep('object', members));
  const content = inner.map(({ relation, value }) => `${relation}: ${value}`).join('\n');
  const note = () => noteOf(draft, part, shared, { title: name, content, about: event.id });
  const main = keepMain(draft, part, nativeObjects(draft, part, inner, shared), note);
  if (main === undefined) return;
  for (const { part: attribute, links } of inner) {
    draft.stand(attribute.uuid, main);
    links(main);
    readAbout(draft, attribute, main);
  }
  for (const attribute of apart) readAttribute(draft, attribute, main);
  readAbout(draft, part, main);
  for (const reference of draft.parts(part, 'ObjectReference'))
    draft.afterwards(() => readReference(draft, reference, main, part.uuid));
}
