import type { Purpose } from '../record/label.ts';
import type { ReleaseFacts } from './release-facts.ts';

/**
 * Whether a record may be used for a purpose: its label must not exclude it and, when it was
 * received, the clause under which it came must name it. `uses`: the purposes of that clause;
 * undefined when it is not known, which permits nothing. Spec: DUT-4.
 */
export function mayServe(
  { label, holding }: ReleaseFacts,
  purpose: Purpose,
  uses: readonly Purpose[] | undefined,
): boolean {
  if (label.purposes !== undefined && !label.purposes.includes(purpose)) return false;
  return holding === 'own' || uses?.includes(purpose) === true;
}

/** Kinds of STIX object that only tell what to look at, not what to look for. */
const context = new Set([
  'attack-pattern',
  'campaign',
  'course-of-action',
  'grouping',
  'identity',
  'incident',
  'infrastructure',
  'intrusion-set',
  'location',
  'malware',
  'malware-analysis',
  'note',
  'observed-data',
  'opinion',
  'relationship',
  'report',
  'sighting',
  'threat-actor',
  'tool',
  'vulnerability',
  'csaf',
]);

/** Whether a device can look for a kind of record: indicators, and the observables themselves. */
export const isLookedFor = (kind: string): boolean => !context.has(kind) && !kind.startsWith('x-');

/** Whether a record may be given to a tool here: for detection and blocking, only what can be looked for. Spec: DUT-5. */
export const mayReachTools = ({ holding, kind }: ReleaseFacts): boolean =>
  holding === 'own' || holding.duties.actions !== 'detect-and-block-only' || isLookedFor(kind);

/** Whether a record may be written into a file that could leave with it. Spec: DUT-5. */
export const mayBeFiled = (facts: ReleaseFacts): boolean =>
  mayReachTools(facts) && (facts.holding === 'own' || facts.holding.duties.actions !== 'internal-only');

/** Members of a STIX object that detection needs; the rest says what a person must not act on. */
const detection = new Set([
  'type',
  'spec_version',
  'id',
  'created',
  'modified',
  'revoked',
  'pattern',
  'pattern_type',
  'pattern_version',
  'valid_from',
  'valid_until',
  'object_marking_refs',
  'value',
  'hashes',
]);

/** What of an object a reader is shown who only has to see that it is looked for. Spec: DUT-5. */
export const detectionPart = <T extends { readonly [member: string]: unknown }>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([member]) => detection.has(member))) as T;
