import { isList, type JsonMembers, textOf, textsOf } from '../stix/stix-object.ts';
import type { Part } from './misp-value.ts';
import { partOf } from './misp-value.ts';

/** What the types of galaxies are called, and the STIX type that their clusters are. The first that fits counts. Spec: MSP-4. */
const typesByName: readonly (readonly [part: string, type: string])[] = [
  ['attack-pattern', 'attack-pattern'],
  ['course-of-action', 'course-of-action'],
  ['intrusion', 'intrusion-set'],
  ['threat-actor', 'threat-actor'],
  ['microsoft-activity-group', 'intrusion-set'],
  ['campaign', 'campaign'],
  ['vulnerability', 'vulnerability'],
  ['malware', 'malware'],
  ['malpedia', 'malware'],
  ['ransomware', 'malware'],
  ['banker', 'malware'],
  ['botnet', 'malware'],
  ['backdoor', 'malware'],
  ['stealer', 'malware'],
  ['rat', 'malware'],
  ['tool', 'tool'],
  ['exploit-kit', 'tool'],
  ['location', 'location'],
  ['country', 'location'],
  ['region', 'location'],
  ['sector', 'identity'],
  ['target-information', 'identity'],
];

/** The STIX type of the clusters of a galaxy; undefined when STIX has none. */
export const typeOfGalaxy = (galaxyType: string): string | undefined =>
  typesByName.find(([part]) => (part.length > 3 ? galaxyType.includes(part) : galaxyType === part))?.[1];

const suffix = / - [A-Z]{1,2}\d{4}(?:\.\d{3})?$/;

/** The name of a cluster without the number that its catalogue adds: `Token Theft - T1134`. */
const nameOf = (value: string): string => value.replace(suffix, '');

function phasesOf(meta: JsonMembers): JsonMembers {
  const given = textsOf(isList(meta['kill_chain']) ? meta['kill_chain'] : undefined);
  const phases = given.flatMap((text) => {
    const [chain = '', ...rest] = text.split(':');
    const phase = rest.at(-1) ?? '';
    return chain === '' || phase === '' ? [] : [{ kill_chain_name: chain, phase_name: phase }];
  });
  return phases.length === 0 ? {} : { kill_chain_phases: phases };
}

const withAliases = ['attack-pattern', 'campaign', 'intrusion-set', 'malware', 'threat-actor', 'tool'];
const withPhases = ['attack-pattern', 'malware', 'tool'];

/** What the type asks for beside a name. */
function ownMembers(type: string, name: string): JsonMembers {
  if (type === 'malware') return { is_family: true };
  if (type === 'identity') return { identity_class: 'class' };
  if (type === 'location') return { region: name };
  return {};
}

/** The native members of a cluster of a STIX type. */
export function clusterMembers(type: string, cluster: Part): JsonMembers {
  const meta = partOf(cluster, 'meta')?.members ?? {};
  const name = nameOf(textOf(cluster.members, 'value') ?? '');
  const description = textOf(cluster.members, 'description') ?? '';
  const aliases = textsOf(isList(meta['synonyms']) ? meta['synonyms'] : undefined);
  return {
    name,
    ...(description === '' ? {} : { description }),
    ...ownMembers(type, name),
    ...(aliases.length > 0 && withAliases.includes(type) ? { aliases } : {}),
    ...(withPhases.includes(type) ? phasesOf(meta) : {}),
  };
}
