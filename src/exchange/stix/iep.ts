import type { Duties } from '#protocol/agreement/duties.ts';
import type { Label, Tlp } from '#protocol/record/label.ts';
import { iepExtension } from './published-extension.ts';
import { isMembers, type JsonMembers, type StixObject, textOf } from './stix-object.ts';

/** What one side asks for and the other cannot say. Closed. Spec: STX-28. */
export const iepLosses = [
  'iep-actions',
  'iep-attribution',
  'iep-notification',
  'iep-period',
  'iep-level',
  'iep-recipients',
  'iep-purposes',
  'iep-onward',
  'iep-retention',
  'iep-erasure',
] as const;
export type IepLoss = (typeof iepLosses)[number];

/** What a policy asks of whoever holds the record, in our words, and what of it these cannot say. */
export interface IepReading {
  readonly tlp: Tlp;
  readonly duties: Pick<Duties, 'actions' | 'attribution' | 'notify' | 'encryptInTransit'>;
  readonly lost: readonly IepLoss[];
}

const levels: Readonly<Record<string, Tlp>> = { white: 'clear', green: 'green', amber: 'amber', red: 'red' };
const colours: Readonly<Partial<Record<Tlp, string>>> = { clear: 'white', green: 'green', amber: 'amber', red: 'red' };

/** Our words for the permitted actions; the nearest narrower one where there is none, nothing where we have none. */
const actionsOf: Readonly<Record<string, Duties['actions']>> = {
  'externally-visible-direct-actions': 'any',
  'externally-visible-indirect-actions': 'internal-only',
  'internally-visible-actions': 'internal-only',
};

/** The policy in a valid marking definition, or undefined when it holds none. */
function policyIn(definition: StixObject): JsonMembers | undefined {
  const extensions = definition.type === 'marking-definition' ? definition['extensions'] : undefined;
  const policy = isMembers(extensions) ? extensions[iepExtension] : undefined;
  // Another extension or a definition beside it may limit more than we read.
  const isAlone =
    isMembers(extensions) && Object.keys(extensions).length === 1 && definition['definition'] === undefined;
  return isAlone && isMembers(policy) ? policy : undefined;
}

/** Reads an Information Exchange Policy 2.0 marking; undefined for any other marking definition. Spec: STX-28. */
export function readIep(definition: StixObject): IepReading | undefined {
  const policy = policyIn(definition);
  const tlp = policy === undefined ? undefined : levels[textOf(policy, 'tlp') ?? ''];
  if (policy === undefined || tlp === undefined) return undefined;
  const actions = actionsOf[textOf(policy, 'permitted_actions') ?? ''];
  const attribution = textOf(policy, 'provider_attribution');
  const lost: IepLoss[] = [];
  if (actions === undefined) lost.push('iep-actions');
  // Our duties let a relay stay silent about the source, and do not forbid to tell the affected.
  if (attribution === 'must') lost.push('iep-attribution');
  if (textOf(policy, 'affected_party_notifications') !== 'may') lost.push('iep-notification');
  if (policy['end_date'] !== undefined) lost.push('iep-period');
  return {
    tlp,
    duties: {
      actions: actions ?? 'internal-only',
      attribution: attribution === 'must-not' ? 'anonymous' : 'named',
      notify: 'none',
      encryptInTransit: textOf(policy, 'encrypt_in_transit') !== 'may',
    },
    lost,
  };
}

/** What a policy is made of besides label and duties. */
export interface IepFrame {
  /** The marking definition's own id. */
  readonly id: string;
  readonly iepId: string;
  readonly description: string;
  /** STIX times. */
  readonly created: string;
  readonly start: string;
}

/** What a policy cannot say of a label and duties. Spec: STX-28. */
function lostInIep({ tlp, only, purposes }: Label, duties: Duties): readonly IepLoss[] {
  const lost: readonly (readonly [boolean, IepLoss])[] = [
    [colours[tlp] === undefined, 'iep-level'],
    [only !== undefined, 'iep-recipients'],
    [purposes !== undefined, 'iep-purposes'],
    [duties.onward !== 'any-within-label', 'iep-onward'],
    [duties.retentionDays !== undefined, 'iep-retention'],
    [duties.erase, 'iep-erasure'],
    [duties.actions === 'detect-and-block-only', 'iep-actions'],
    [duties.notify !== 'none', 'iep-notification'],
  ];
  return lost.filter(([isLost]) => isLost).map(([, code]) => code);
}

/** The marking definition that says a label and duties, or what it could not say: then there is none. Spec: STX-28. */
export function writeIep(
  label: Label,
  duties: Duties,
  { id, iepId, description, created, start }: IepFrame,
): { readonly definition: StixObject } | { readonly lost: readonly IepLoss[] } {
  const lost = lostInIep(label, duties);
  const tlp = colours[label.tlp];
  if (lost.length > 0 || tlp === undefined) return { lost };
  const policy: JsonMembers = {
    extension_type: 'property-extension',
    encrypt_in_transit: duties.encryptInTransit ? 'must' : 'may',
    permitted_actions: duties.actions === 'any' ? 'externally-visible-direct-actions' : 'internally-visible-actions',
    affected_party_notifications: 'may',
    tlp,
    provider_attribution: duties.attribution === 'anonymous' ? 'must-not' : 'may',
    unmodified_resale: 'must-not',
    iep_id: iepId,
    iep_version: 2,
    description,
    start_date: start,
  };
  const extensions = { [iepExtension]: policy };
  return {
    definition: { type: 'marking-definition', spec_version: '2.1', id, created, name: description, extensions },
  };
}

/** Whether a label alone does what a policy asks: no clause need add a duty. */
const needsNoDuty = ({ duties, lost }: IepReading): boolean =>
  lost.length === 0 && duties.actions === 'any' && duties.attribution === 'named' && !duties.encryptInTransit;

/**
 * The policies among these objects that a label honours, with their level. A label cannot carry
 * duties, so a policy that asks for one is left out, and what bears it is refused. Spec: STX-27.
 */
export function iepLevels(objects: Iterable<StixObject>): ReadonlyMap<string, Tlp> {
  const known = new Map<string, Tlp>();
  const others = new Set<string>();
  for (const object of objects) {
    if (object.type !== 'marking-definition') continue;
    const reading = readIep(object);
    const before = known.get(object.id);
    const isHonoured = reading !== undefined && needsNoDuty(reading) && (before ?? reading.tlp) === reading.tlp;
    if (isHonoured) known.set(object.id, reading.tlp);
    else others.add(object.id);
  }
  for (const id of others) known.delete(id);
  return known;
}
