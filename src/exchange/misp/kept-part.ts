import type { Label } from '#protocol/record/label.ts';
import type { JsonMembers, JsonValue } from '../stix/stix-object.ts';
import { isList, pointer, textOf } from '../stix/stix-object.ts';
import type { Findings } from './misp-finding.ts';
import { isTlpTag, reachOf, tagOf } from './misp-label.ts';
import { denies, type Part, partsOf, says, uuidOf, wholeOf } from './misp-value.ts';

/** Members that become objects of their own, the label, or labels. */
const children = [
  'distribution',
  'Tag',
  'Attribute',
  'Object',
  'ObjectReference',
  'EventReport',
  'Galaxy',
  'GalaxyCluster',
  'Note',
  'Opinion',
  'Relationship',
  'Sighting',
];

/** Members that never travel with a record, and why. Spec: MSP-8. */
const withheld: ReadonlyMap<string, Parameters<Findings['loss']>[0]> = new Map([
  ['SharingGroup', 'misp-loss-group'],
  ['event_creator_email', 'misp-loss-account'],
  ['user_email', 'misp-loss-account'],
  ['RelatedEvent', 'misp-loss-related'],
  ['RelatedAttribute', 'misp-loss-related'],
  ['related_object', 'misp-loss-related'],
  ['Event', 'misp-loss-related'],
]);

const isNoGroup = (value: JsonValue): boolean => value === null || value === '' || wholeOf(value) === 0;

/** The UUID stands in the id of the object, there in lower case, unless several parts have it. */
const isStatedElsewhere = (key: string, value: JsonValue, isRepeated: boolean): boolean =>
  children.includes(key) || (key === 'uuid' && !isRepeated && value === uuidOf({ uuid: value }));

const isEmpty = (value: JsonValue | undefined): boolean => (isList(value) && value.length === 0) || value === undefined;

/** Labels of a part: its own, that of what it stands in, and the tags that name more closed clusters. */
interface PartLabels {
  readonly own: Label;
  readonly inherited?: Label;
  readonly closedTags?: ReadonlySet<string>;
}

/** Why a tag does not stay with a part; undefined when it does. Spec: MSP-7, MSP-8. */
function tagLoss({ members }: Part, { closedTags }: PartLabels): Parameters<Findings['loss']>[0] | undefined {
  const name = textOf(members, 'name') ?? '';
  if (isTlpTag(name)) return 'misp-loss-tlp-tag';
  if (says(members, 'local') || denies(members, 'exportable')) return 'misp-loss-local-tag';
  return closedTags?.has(name) === true ? 'misp-loss-closed-tag' : undefined;
}

/** Whether MISP gets this tag back as it was, from the label alone. */
const tagComesBack = ({ members }: Part, { own, inherited }: PartLabels): boolean =>
  Object.keys(members).length === 1 && members['name'] === tagOf(own.tlp) && own.tlp !== inherited?.tlp;

/** The tags that stay with a part. Those of TLP became its marking, and one of them comes back from there. */
function keptTags(part: Part, labels: PartLabels, findings: Findings): JsonMembers {
  const tags = partsOf(part, 'Tag');
  const back = tags.find((tag) => tagLoss(tag, labels) === 'misp-loss-tlp-tag' && tagComesBack(tag, labels));
  const kept = tags.filter((tag) => {
    const loss = tagLoss(tag, labels);
    if (loss !== undefined && tag !== back) findings.loss(loss, tag.path);
    return loss === undefined;
  });
  return kept.length === 0 ? {} : { Tag: kept.map(({ members }) => members) };
}

/** Whether MISP gets a distribution back as it was, from the label alone. */
function comesBack(part: Part, label: Label, inherited: Label | undefined): boolean {
  const given = part.members['distribution'];
  if (given === undefined) return true;
  const inherits = inherited !== undefined && JSON.stringify(inherited) === JSON.stringify(label);
  if (inherits) return given === '5';
  const reach = reachOf(label, () => undefined);
  return typeof reach === 'object' && given === String(reach.distribution);
}

/**
 * What is kept of a part as MISP wrote it. What is not kept is a loss with its path. `inherited` is
 * the label of what it stands in. Spec: MSP-3, MSP-4, MSP-8.
 */
export function keptMembers(
  part: Part & { readonly isRepeated?: boolean },
  labels: PartLabels,
  findings: Findings,
): JsonMembers {
  const kept = Object.entries(part.members).filter(([key, value]) => {
    const loss = key === 'sharing_group_id' && !isNoGroup(value) ? 'misp-loss-group' : withheld.get(key);
    if (loss !== undefined && !isEmpty(value)) findings.loss(loss, pointer(part.path, key));
    return loss === undefined && !isEmpty(value) && !isStatedElsewhere(key, value, part.isRepeated === true);
  });
  if (!comesBack(part, labels.own, labels.inherited))
    findings.loss('misp-loss-distribution', pointer(part.path, 'distribution'));
  return { ...Object.fromEntries(kept), ...keptTags(part, labels, findings) };
}

/** The tag names of kept members, as the labels of a STIX object. */
export function tagLabels(members: JsonMembers): JsonMembers {
  const names = partsOf({ members, path: '' }, 'Tag').flatMap(({ members: tag }) => textOf(tag, 'name') ?? []);
  return names.length === 0 ? {} : { labels: [...new Set(names)] };
}
