import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { type Label, labelAtMost, labelJson } from '#protocol/record/label.ts';
import { idOfName } from '../stix/identifier.ts';
import { type JsonMembers, pointer, type StixObject, textOf } from '../stix/stix-object.ts';
import { readAbout } from './analyst-reader.ts';
import { noteOf, readAttribute, sharedOf } from './attribute-reader.ts';
import { readClusters } from './cluster-reader.ts';
import { EventDraft, type LabelledObject, type LabelledPart } from './event-draft.ts';
import { keep } from './kept-members.ts';
import { keptMembers, tagLabels } from './kept-part.ts';
import type { Findings } from './misp-finding.ts';
import { eventLabel, type LabelRules } from './misp-label.ts';
import { momentOf, type Part, partOf, says, secondsOf, uuidOf } from './misp-value.ts';
import { readObject } from './object-reader.ts';

/** The fixed time of an identity: MISP does not say when an organisation was described. */
const identityTime = '1970-01-01T00:00:00.000Z';

function authorOf(event: Part): StixObject | undefined {
  const organisation = partOf(event, 'Orgc');
  const uuid = organisation === undefined ? undefined : uuidOf(organisation.members);
  if (organisation === undefined || uuid === undefined) return undefined;
  return {
    type: 'identity',
    spec_version: '2.1',
    id: `identity--${uuid}`,
    created: identityTime,
    modified: identityTime,
    name: textOf(organisation.members, 'name') ?? uuid,
    identity_class: 'organization',
  };
}

function readEventReport(draft: EventDraft, given: Part): void {
  const { event, findings } = draft.frame;
  const part = draft.partUnder(given, event.label);
  if (part === undefined) return;
  const members = keptMembers(part, { own: part.label, inherited: event.label }, findings);
  const shared = sharedOf(draft, { ...part, members }, keep('event-report', members));
  const [title, content] = [textOf(part.members, 'name') ?? '', textOf(part.members, 'content') ?? ''];
  const note = noteOf(draft, part, shared, { title, content, about: event.id });
  if (!draft.keep(note, part.label, { path: part.path })) return;
  draft.stand(part.uuid, { id: note.id, label: part.label });
  readAbout(draft, part, { id: note.id, label: part.label });
}

/**
 * The stricter parts of an event, under a grouping for each label: what lists the others never
 * names them. Spec: MSP-8.
 */
function keepStricterParts(draft: EventDraft, name: string, path: string): void {
  const { event, time } = draft.frame;
  const stricter = [...draft.members].filter(([, label]) => !labelAtMost(label, event.label));
  const groups = Map.groupBy(stricter, ([, label]) => canonicalText(labelJson(label)));
  for (const [text, members] of groups) {
    const label: Label = members[0]?.[1] ?? { tlp: 'red', only: [] };
    const grouping = {
      ...draft.versioned(idOfName('grouping', `${event.id} ${text}`), time, label),
      name,
      context: 'unspecified',
      object_refs: members.map(([id]) => id),
      extensions: keep('event-part', {}, { event_ref: event.id }),
    };
    draft.keep(grouping, label, { path, isMember: false });
  }
}

function keepEvent(draft: EventDraft, part: LabelledPart, members: JsonMembers): void {
  const { event, time, author } = draft.frame;
  const name = textOf(members, 'info') ?? '';
  keepStricterParts(draft, name, part.path);
  const open = [...draft.members].filter(([, label]) => labelAtMost(label, event.label)).map(([id]) => id);
  const published = secondsOf(members, 'publish_timestamp') ?? time;
  const object = {
    ...draft.versioned(event.id, time, event.label),
    name,
    ...(event.id.startsWith('report--') ? { published } : { context: 'unspecified' }),
    object_refs: open.length === 0 ? [author] : open,
    ...tagLabels(members),
    extensions: keep('event', members),
  };
  draft.keep(object, event.label, { path: part.path, isMember: false });
}

/** Reads one event into STIX objects, each with its label; none when the event as a whole is refused. Spec: MSP-4 to MSP-8. */
export function readEvent(part: Part, rules: LabelRules, findings: Findings): readonly LabelledObject[] {
  const uuid = uuidOf(part.members);
  const author = authorOf(part);
  const reading = eventLabel(part, rules);
  const refuse = (code: Parameters<Findings['fault']>[0], path: string): readonly LabelledObject[] => {
    findings.fault(code, path);
    return [];
  };
  if (uuid === undefined) return refuse('misp-uuid', pointer(part.path, 'uuid'));
  if (textOf(part.members, 'info') === undefined) return refuse('misp-missing', pointer(part.path, 'info'));
  if (author === undefined) return refuse('misp-missing', pointer(part.path, 'Orgc'));
  if ('fault' in reading) return refuse(reading.fault, reading.path);
  const { label } = reading;
  const event = { id: `${says(part.members, 'published') ? 'report' : 'grouping'}--${uuid}`, label };
  const time = secondsOf(part.members, 'timestamp') ?? momentOf(part.members, 'date') ?? identityTime;
  const draft = new EventDraft({ findings, rules, time, event, author: author.id });
  const labelled = { ...part, label, uuid, isRepeated: false };
  draft.keep(author, label, { path: pointer(part.path, 'Orgc'), isMember: false });
  draft.stand(uuid, event);
  const { closedTags } = readClusters(draft, labelled, { isMember: true });
  const members = keptMembers(part, { own: label, closedTags }, findings);
  for (const attribute of draft.parts(part, 'Attribute')) readAttribute(draft, attribute, event);
  for (const object of draft.parts(part, 'Object')) readObject(draft, object);
  for (const report of draft.parts(part, 'EventReport')) readEventReport(draft, report);
  readAbout(draft, labelled, event);
  draft.finish();
  keepEvent(draft, labelled, members);
  return draft.objects;
}
