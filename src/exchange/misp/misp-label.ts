import { type Label, strictestOf, type Tlp } from '#protocol/record/label.ts';
import { textOf } from '../stix/stix-object.ts';
import type { MispFaultCode } from './misp-finding.ts';
import { denies, type Part, partOf, partsOf, uuidOf, wholeOf } from './misp-value.ts';

/** What the importer brings: its default, and who the organisations are. Spec: MSP-5, MSP-6. */
export interface LabelRules {
  /** Label of what bears no TLP tag. */
  readonly unmarked: Label;
  /** The party that the operator knows an organisation as; undefined when it is not known. */
  readonly partyOf: (organisation: string) => string | undefined;
}

/** Nobody: a record with this label stays where it is. */
const nobody: Label = { tlp: 'clear', only: [] };
const noLimit: Label = { tlp: 'clear' };

/** What each distribution allows at most. 4 is limited by its group, 5 by what it stands in. Spec: MSP-5. */
const limitOf: ReadonlyMap<number, Label> = new Map([
  [0, nobody],
  [1, { tlp: 'amber+strict' }],
  [2, { tlp: 'amber' }],
  [3, noLimit],
  [4, noLimit],
  [5, noLimit],
]);

const levelOfTag: ReadonlyMap<string, Tlp> = new Map([
  ['tlp:white', 'clear'],
  ['tlp:clear', 'clear'],
  ['tlp:green', 'green'],
  ['tlp:amber', 'amber'],
  ['tlp:amber+strict', 'amber+strict'],
  ['tlp:red', 'red'],
]);

/** Whether a tag belongs to the TLP taxonomy, known or not. */
export const isTlpTag = (name: string): boolean => name.trim().toLowerCase().startsWith('tlp:');

/** The level of a TLP tag; undefined when it is not known, and then nobody may have what bears it. Spec: MSP-7. */
const levelOf = (name: string): Tlp | undefined => levelOfTag.get(name.trim().toLowerCase());

/** The TLP tag of a level, as MISP writes it. */
export const tagOf = (tlp: Tlp): string => `tlp:${tlp}`;

/** A label, or why there is none. */
export type LabelReading = { readonly label: Label } | { readonly fault: MispFaultCode; readonly path: string };

/** The known parties of a sharing group; an inactive group, and one that is only named, has none. Spec: MSP-6. */
function groupParties(part: Part, { partyOf }: LabelRules): readonly string[] {
  const group = partOf(part, 'SharingGroup');
  if (group === undefined || denies(group.members, 'active')) return [];
  const parties = partsOf(group, 'SharingGroupOrg').flatMap((entry) => {
    const organisation = partOf(entry, 'Organisation');
    const uuid = organisation === undefined ? undefined : uuidOf(organisation.members);
    return uuid === undefined ? [] : (partyOf(uuid) ?? []);
  });
  return [...new Set(parties)].sort();
}

/** Whether a part is bound to a sharing group, whatever its distribution says. Spec: MSP-6. */
const hasGroup = ({ members }: Part): boolean =>
  wholeOf(members['distribution']) === 4 ||
  ![undefined, null, '', 0, '0'].includes(members['sharing_group_id'] as string | number | null | undefined) ||
  partOf({ members, path: '' }, 'SharingGroup') !== undefined;

/** The limit that a part sets itself by distribution and group. Spec: MSP-5, MSP-6. */
function ownLimit(part: Part, rules: LabelRules, canInherit: boolean): LabelReading {
  const given = part.members['distribution'];
  const level = given === undefined || given === null ? undefined : wholeOf(given);
  const limit = given === undefined || given === null ? noLimit : limitOf.get(level ?? -1);
  if (limit === undefined || (level === 5 && !canInherit))
    return { fault: 'misp-distribution', path: `${part.path}/distribution` };
  if (!hasGroup(part)) return { label: limit };
  return { label: strictestOf(limit, { tlp: 'clear', only: groupParties(part, rules) }) };
}

/** The strictest of the TLP tags of a part; undefined when it has none. Spec: MSP-7. */
function tagLimit(part: Part): { readonly tlp: Tlp | undefined } | { readonly path: string } {
  let strictest: Label | undefined;
  for (const { members, path } of partsOf(part, 'Tag')) {
    const name = textOf(members, 'name') ?? '';
    if (!isTlpTag(name)) continue;
    const tlp = levelOf(name);
    if (tlp === undefined) return { path };
    strictest = strictest === undefined ? { tlp } : strictestOf(strictest, { tlp });
  }
  return { tlp: strictest?.tlp };
}

/** The label of an event: its tags or the importer's default, and never wider than its distribution. Spec: MSP-5 to MSP-7. */
export function eventLabel(event: Part, rules: LabelRules): LabelReading {
  const own = ownLimit(event, rules, false);
  if ('fault' in own) return own;
  const tags = tagLimit(event);
  if ('path' in tags) return { fault: 'misp-tlp', path: tags.path };
  const marked: Label = tags.tlp === undefined ? rules.unmarked : { tlp: tags.tlp };
  return { label: strictestOf(marked, own.label) };
}

/** The label of a part of something labelled: it can only be stricter. Spec: MSP-5 to MSP-7. */
export function partLabel(part: Part, inherited: Label, rules: LabelRules): LabelReading {
  const own = ownLimit(part, rules, true);
  if ('fault' in own) return own;
  const tags = tagLimit(part);
  if ('path' in tags) return { fault: 'misp-tlp', path: tags.path };
  const limit = strictestOf(inherited, own.label);
  return { label: tags.tlp === undefined ? limit : strictestOf(limit, { tlp: tags.tlp }) };
}

/** How far MISP may carry a label: the distribution, and the organisations of a group when it takes one. */
export interface Reach {
  readonly distribution: 0 | 1 | 2 | 3 | 4;
  readonly organisations: readonly string[];
}

const distributionOf: Readonly<Record<Tlp, Reach['distribution']>> = {
  clear: 3,
  green: 3,
  amber: 2,
  // MISP would pass distribution 1 on to other organisations of the same server.
  'amber+strict': 0,
  red: 0,
};

/**
 * The distribution that carries a label into MISP, or why none does. Spec: MSP-9.
 * `organisationOf` gives the MISP organisation that a party is known as.
 */
export function reachOf(
  { tlp, only, purposes }: Label,
  organisationOf: (party: string) => string | undefined,
): Reach | 'misp-withheld-purposes' | 'misp-withheld-recipients' {
  if (purposes !== undefined) return 'misp-withheld-purposes';
  if (only === undefined || only.length === 0)
    return { distribution: only === undefined ? distributionOf[tlp] : 0, organisations: [] };
  const organisations = only.flatMap((party) => organisationOf(party) ?? []);
  return organisations.length === only.length ? { distribution: 4, organisations } : 'misp-withheld-recipients';
}
