import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { type Label, labelJson } from '#protocol/record/label.ts';
import { idOfName } from '../stix/identifier.ts';
import { isList, type JsonMembers, type JsonValue, textOf } from '../stix/stix-object.ts';
import { type Reach, reachOf, tagOf } from './misp-label.ts';

/** Who an organisation of MISP is, for a party. */
export type OrganisationOf = (party: string) => string | undefined;

/** A part of an event that is being written. */
export interface WrittenPart {
  readonly members: Record<string, JsonValue>;
  readonly label: Label;
}

export const uuidIn = (id: string): string => id.slice(-36);

/** The members of a part under a list key. */
export function append(part: { readonly members: Record<string, JsonValue> }, key: string, entry: JsonValue): void {
  const list = part.members[key];
  part.members[key] = [...(isList(list) ? list : []), entry];
}

const sameLabel = (a: Label, b: Label): boolean => canonicalText(labelJson(a)) === canonicalText(labelJson(b));

/** A group of organisations without a name that says anything; the same organisations are the same group. Spec: MSP-9. */
function groupOf({ organisations }: Reach): JsonMembers {
  const sorted = [...organisations].sort();
  return {
    uuid: uuidIn(idOfName('grouping', `misp-group ${sorted.join(' ')}`)),
    name: 'Recipients named by the label',
    active: true,
    SharingGroupOrg: sorted.map((uuid) => ({ Organisation: { uuid } })),
  };
}

/** The members by which MISP carries a label; `within` is the label of what the part stands in. Spec: MSP-9. */
function labelMembers(label: Label, within: Label | undefined, organisationOf: OrganisationOf): JsonMembers {
  if (within !== undefined && sameLabel(label, within)) return { distribution: '5' };
  const reach = reachOf(label, organisationOf);
  if (typeof reach === 'string') throw new RangeError(reach);
  return {
    distribution: String(reach.distribution),
    ...(reach.distribution === 4 ? { SharingGroup: groupOf(reach) } : {}),
  };
}

/** Adds to a part how far it may go: distribution, group, and the TLP tag where it differs. Spec: MSP-9. */
export function markPart(part: WrittenPart, within: Label | undefined, organisationOf: OrganisationOf): void {
  Object.assign(part.members, labelMembers(part.label, within, organisationOf));
  if (within?.tlp !== part.label.tlp) append(part, 'Tag', { name: tagOf(part.label.tlp) });
}

/** The UUID of a part: kept where several parts have it, else that of its object. */
export const partUuid = (members: JsonMembers, id: string): string => textOf(members, 'uuid') ?? uuidIn(id);
