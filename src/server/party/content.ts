import { describeObject } from '#exchange/stix/describe.ts';
import { readMarking } from '#exchange/stix/marking.ts';
import { readBundle } from '#exchange/stix/read-bundle.ts';
import { isMembers, type StixObject, textOf, textsOf } from '#exchange/stix/stix-object.ts';
import { instantOf } from '#exchange/stix/timestamp.ts';
import { tlpOfMarkingId } from '#exchange/stix/tlp-definition.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Item } from '#protocol/record/item.ts';
import { tlpAtMost } from '#protocol/record/label.ts';
import type { ItemDescription } from '../store/item-store.ts';

/** What the store keeps about an item's content, and its kind for the release decision. */
export interface ContentDescription extends ItemDescription {
  readonly kind: string;
}

/** The version of an object as an instant that sorts: of `modified`, else `created`, else none (STIX 2.1 section 3.2). */
export function versionOf(object: StixObject): string {
  const time = textOf(object, 'modified') ?? textOf(object, 'created');
  return time === undefined ? '' : instantOf(time);
}

/** What lists and search need of a STIX object. */
export function describeStix(object: StixObject): ContentDescription {
  const { kind, title, references } = describeObject(object);
  const named = new Set(
    references.map(({ id }) => id).filter((id) => id !== object.id && tlpOfMarkingId(id) === undefined),
  );
  return {
    kind,
    title,
    object: object.id,
    version: versionOf(object),
    references: [...named],
  };
}

/** The STIX object of an item's text that this server wrote or checked itself. */
export const contentOf = (text: string): StixObject => JSON.parse(text.slice(text.indexOf('\n') + 1)) as StixObject;

/** The words by which a STIX object is found. */
export const wordsOf = (object: StixObject): string => `${object.id} ${describeObject(object).text}`;

/** Every marking reference in an object, granular ones included. */
function markingRefs(object: StixObject): Set<string> {
  const granular = Array.isArray(object['granular_markings']) ? object['granular_markings'] : [];
  const parts = granular.flatMap((entry) => (isMembers(entry) ? (textOf(entry, 'marking_ref') ?? []) : []));
  return new Set([...textsOf(object['object_marking_refs']), ...parts]);
}

/** Validates the content of an item that arrived, and that its marking is not stricter than its label. Spec: ITM-3. */
export function describeContent(item: Item): ContentDescription {
  const { objects, faults } = readBundle(`[${item.content}]`, { bytes: 1_000_100, objects: 1 });
  const [object] = objects;
  const [fault] = faults;
  if (object === undefined)
    throw new Fault(fault?.code ?? 'item-malformed', fault?.message ?? 'The item holds no object.', fault?.path ?? '');
  const marking = readMarking(object, markingRefs(object));
  const level = marking.kind === 'tlp' ? marking.tlp : marking.kind === 'unmarked' ? marking.parts : undefined;
  if (level !== undefined && !tlpAtMost(level, item.label.tlp))
    throw new Fault('item-label-marking', 'The object is marked more strictly than the label it came with.');
  return describeStix(object);
}
