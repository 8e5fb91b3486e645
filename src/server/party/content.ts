import { noticeId, readNotice, textFor } from '#desks/infrastructure/notice.ts';
import { contactId, contactTitle, readContactCard } from '#desks/stability/contact-card.ts';
import {
  type Advisory,
  advisoryName,
  advisoryTitle,
  advisoryVersion,
  advisoryWords,
  tlpOf,
} from '#exchange/csaf/advisory.ts';
import { parseAdvisoryContent } from '#exchange/csaf/advisory-content.ts';
import type { CsafDocument } from '#exchange/csaf/csaf-document.ts';
import { readCsaf } from '#exchange/csaf/read-csaf.ts';
import { describeObject, outlineOf } from '#exchange/stix/describe.ts';
import { carriedLevel, readMarking } from '#exchange/stix/marking.ts';
import { readBundle } from '#exchange/stix/read-bundle.ts';
import { isMembers, type StixObject, textOf, textsOf } from '#exchange/stix/stix-object.ts';
import { tlpOfMarkingId } from '#exchange/stix/tlp-definition.ts';
import { versionInstant } from '#exchange/stix/version-index.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Item, Media } from '#protocol/record/item.ts';
import { tlpAtMost } from '#protocol/record/label.ts';
import type { ItemDescription } from '../store/item-store.ts';

/** What the store keeps about an item's content, and its kind for the release decision. */
export interface ContentDescription extends ItemDescription {
  readonly kind: string;
}

/** What lists and search need of a STIX object. */
export function describeStix(object: StixObject): ContentDescription {
  const { kind, title, references } = outlineOf(object);
  const named = new Set(
    references.map(({ id }) => id).filter((id) => id !== object.id && tlpOfMarkingId(id) === undefined),
  );
  return {
    kind,
    title,
    object: object.id,
    version: versionInstant(object),
    marked: carriedLevel(object),
    references: [...named],
  };
}

/** The content of an item's text, of whatever media. */
export const contentLineOf = (text: string): string => text.slice(text.indexOf('\n') + 1);

/** The STIX object of an item's text that this server wrote or checked itself. */
export const contentOf = (text: string): StixObject => JSON.parse(contentLineOf(text)) as StixObject;

/** The advisory of an item's text that this server wrote or checked itself. */
export const advisoryOf = (text: string): CsafDocument =>
  JSON.parse(parseAdvisoryContent(contentLineOf(text)).text) as CsafDocument;

/** Every marking reference in an object, granular ones included. */
function markingRefs(object: StixObject): Set<string> {
  const granular = Array.isArray(object['granular_markings']) ? object['granular_markings'] : [];
  const parts = granular.flatMap((entry) => (isMembers(entry) ? (textOf(entry, 'marking_ref') ?? []) : []));
  return new Set([...textsOf(object['object_marking_refs']), ...parts]);
}

const holds = (text: string, media: Media): boolean =>
  text.slice(0, text.indexOf('\n')).endsWith(`"media":"${media}"}`);

/** Whether an item's text holds a STIX object: the head is canonical, and `media` its last member. Spec: ITM-1. */
export const isStix = (text: string): boolean => holds(text, 'stix');

/** Whether an item's text holds the file of an advisory. */
export const isAdvisory = (text: string): boolean => holds(text, 'csaf');

/** Whether an item's text holds a notice. */
export const isNoticeText = (text: string): boolean => holds(text, 'notice');

/** Whether an item's text holds a contact card. */
export const isContactCard = (text: string): boolean => holds(text, 'contact');

function wordsOfCard(content: string): string {
  const { titles, ways, deputies, roster } = readContactCard(content);
  return [
    ...titles.map(({ text }) => text),
    ...[{ title: '', ways }, ...deputies, ...roster].flatMap((seat) => [
      seat.title,
      ...seat.ways.map(({ value }) => value),
    ]),
  ].join(' ');
}

function wordsOfNotice(content: string): string {
  const { texts } = readNotice(content);
  return texts.flatMap(({ title, body, steps }) => [title, body, ...steps]).join(' ');
}

/** The words by which an item is found, from its text. */
export function wordsOf(text: string): string {
  if (isAdvisory(text)) return advisoryWords(advisoryOf(text));
  if (isContactCard(text)) return wordsOfCard(contentLineOf(text));
  if (!isStix(text)) return wordsOfNotice(contentLineOf(text));
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

/** What lists and search need of a contact card. Spec: CNT-1, CNT-2, CNT-3. */
function describeCard({ author, content }: Item): ContentDescription {
  const card = readContactCard(content);
  return {
    kind: 'contact',
    title: contactTitle(card, 'en'),
    object: contactId(author, card.name),
    version: String(card.version).padStart(5, '0'),
    references: [],
  };
}

/** What lists and search need of an advisory. It names no other object by id. Spec: CSF-6. */
export const describeAdvisory = (document: CsafDocument): ContentDescription => ({
  kind: 'advisory',
  title: advisoryTitle(document),
  object: advisoryName(document),
  version: advisoryVersion(document),
  references: [],
});

/** The advisory of an item, read as strictly as the file was; the hashes and signature in it count as beside it. Spec: CSF-5. */
export function readHeldAdvisory(content: string): Advisory {
  const { text, ...beside } = parseAdvisoryContent(content);
  const { advisories, faults } = readCsaf(utf8(text), beside);
  const [advisory] = advisories;
  const [fault] = faults;
  if (advisory === undefined)
    throw new Fault(fault?.code ?? 'csaf-not-csaf', fault?.message ?? 'The item holds no advisory.', fault?.path ?? '');
  return advisory;
}

function describeCsafItem(item: Item): ContentDescription {
  const { document } = readHeldAdvisory(item.content);
  if (!tlpAtMost(tlpOf(document) ?? 'clear', item.label.tlp))
    throw new Fault('item-label-marking', 'The advisory is marked more strictly than the label it came with.');
  return describeAdvisory(document);
}

/** Validates the content of an item that arrived, and that its marking is not stricter than its label. Spec: ITM-3. */
export function describeContent(item: Item): ContentDescription {
  if (item.media === 'notice') return describeNotice(item);
  if (item.media === 'contact') return describeCard(item);
  if (item.media === 'csaf') return describeCsafItem(item);
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
