import { noticeId, readNotice, textFor } from '#desks/infrastructure/notice.ts';
import { describeObject } from '#exchange/stix/describe.ts';
import { readMarking } from '#exchange/stix/marking.ts';
import { readBundle } from '#exchange/stix/read-bundle.ts';
import { isMembers, type StixObject, textOf, textsOf } from '#exchange/stix/stix-object.ts';
import { tlpOfMarkingId } from '#exchange/stix/tlp-definition.ts';
import { versionInstant } from '#exchange/stix/version-index.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Item } from '#protocol/record/item.ts';
import { tlpAtMost } from '#protocol/record/label.ts';
import type { ItemDescription } from '../store/item-store.ts';

/** What the store keeps about an item's content, and its kind for the release decision. */
export interface ContentDescription extends ItemDescription {
  readonly kind: string;
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
    version: versionInstant(object),
    references: [...named],
  };
}

/** The STIX object of an item's text that this server wrote or checked itself. */
export const contentOf = (text: string): StixObject => JSON.parse(text.slice(text.indexOf('\n') + 1)) as StixObject;

/** Every marking reference in an object, granular ones included. */
function markingRefs(object: StixObject): Set<string> {
  const granular = Array.isArray(object['granular_markings']) ? object['granular_markings'] : [];
  const parts = granular.flatMap((entry) => (isMembers(entry) ? (textOf(entry, 'marking_ref') ?? []) : []));
  return new Set([...textsOf(object['object_marking_refs']), ...parts]);
}

/** Whether an item's text holds a STIX object: the head is canonical, and `media` its last member. Spec: ITM-1. */
export const isStix = (text: string): boolean => text.slice(0, text.indexOf('\n')).endsWith('"media":"stix"}');

function wordsOfNotice(content: string): string {
  const { texts } = readNotice(content);
  return texts.flatMap(({ title, body, steps }) => [title, body, ...steps]).join(' ');
}

/** The words by which an item is found, from its text. */
export function wordsOf(text: string): string {
  if (!isStix(text)) return wordsOfNotice(text.slice(text.indexOf('\n') + 1));
  const object = contentOf(text);
  return `${object.id} ${describeObject(object).text}`;
}

/** What lists and search need of a notice. Spec: NTC-1, NTC-3, NTC-4. */
function describeNotice({ author, content }: Item): ContentDescription {
  const notice = readNotice(content);
  return {
    kind: 'notice',
    title: textFor(notice, 'en').title,
    object: noticeId(author, notice.name),
    version: String(notice.version).padStart(4, '0'),
    references: notice.records,
  };
}

/** Validates the content of an item that arrived, and that its marking is not stricter than its label. Spec: ITM-3. */
export function describeContent(item: Item): ContentDescription {
  if (item.media === 'notice') return describeNotice(item);
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
