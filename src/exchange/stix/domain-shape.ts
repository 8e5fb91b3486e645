import { extensions, killChainPhases } from './common-property.ts';
import { parsePattern } from './pattern/parse-pattern.ts';
import { after, anyOf, needs, notBefore, notBoth, requiredWhen } from './property-rule.ts';
import { incidentExtensions } from './published-extension.ts';
import { pointer, textsOf } from './stix-object.ts';
import {
  decimal,
  dictionary,
  flag,
  integer,
  list,
  members,
  oneOf,
  type Rule,
  ref,
  refExcept,
  type Shape,
  shape,
  text,
  textOfForm,
  texts,
  time,
} from './value-check.ts';

const observableTypes = [
  'artifact',
  'autonomous-system',
  'directory',
  'domain-name',
  'email-addr',
  'email-message',
  'file',
]
  .concat('ipv4-addr', 'ipv6-addr', 'mac-addr', 'mutex', 'network-traffic', 'process', 'software', 'url')
  .concat('user-account', 'windows-registry-key', 'x509-certificate');
const domainTypes = ['attack-pattern', 'campaign', 'course-of-action', 'grouping', 'identity', 'incident', 'indicator']
  .concat('infrastructure', 'intrusion-set', 'location', 'malware', 'malware-analysis', 'note', 'observed-data')
  .concat('opinion', 'report', 'threat-actor', 'tool', 'vulnerability');
const metaTypes = ['bundle', 'marking-definition', 'language-content', 'extension-definition'];

// Links and objects about other objects are no ends of a link (STIX 2.1 section 5.1); a custom type may be anything.
const notLinked = [...metaTypes, 'relationship', 'sighting'];
const refs = list(ref());
const seen = { first_seen: time, last_seen: time };
const named = { name: text, description: text };
const seenInOrder = notBefore('first_seen', 'last_seen');

const malware = shape(
  ['is_family'],
  {
    ...named,
    ...seen,
    malware_types: texts,
    is_family: flag,
    aliases: texts,
    kill_chain_phases: killChainPhases,
    operating_system_refs: list(ref('software')),
    architecture_execution_envs: texts,
    implementation_languages: texts,
    capabilities: texts,
    sample_refs: list(ref('artifact', 'file')),
  },
  [seenInOrder, requiredWhen('is_family', true, 'name')],
);

const malwareAnalysis = shape(
  ['product'],
  {
    product: text,
    version: text,
    host_vm_ref: ref('software'),
    operating_system_ref: ref('software'),
    installed_software_refs: list(ref('software')),
    configuration_version: text,
    modules: texts,
    analysis_engine_version: text,
    analysis_definition_version: text,
    submitted: time,
    analysis_started: time,
    analysis_ended: time,
    result_name: text,
    result: text,
    analysis_sco_refs: list(refExcept(...notLinked, ...domainTypes)),
    sample_ref: ref('file', 'artifact', 'network-traffic'),
  },
  [anyOf('result', 'analysis_sco_refs'), notBefore('analysis_started', 'analysis_ended')],
);

const location = shape(
  [],
  {
    ...named,
    latitude: decimal(-90, 90),
    longitude: decimal(-180, 180),
    precision: decimal(0),
    region: text,
    country: text,
    administrative_area: text,
    city: text,
    street_address: text,
    postal_code: text,
  },
  [
    anyOf('region', 'country', 'latitude'),
    needs('latitude', 'longitude'),
    needs('longitude', 'latitude'),
    needs('precision', 'latitude', 'longitude'),
  ],
);

const threatActor = shape(
  ['name'],
  {
    ...named,
    ...seen,
    threat_actor_types: texts,
    aliases: texts,
    roles: texts,
    goals: texts,
    sophistication: text,
    resource_level: text,
    primary_motivation: text,
    secondary_motivations: texts,
    personal_motivations: texts,
  },
  [seenInOrder],
);

const intrusionSet = shape(
  ['name'],
  {
    ...named,
    ...seen,
    aliases: texts,
    goals: texts,
    resource_level: text,
    primary_motivation: text,
    secondary_motivations: texts,
  },
  [seenInOrder],
);

/** A pattern in STIX's own language has its grammar; those in others are kept as they are. Spec: STX-8, MAT-1. */
const patternIsRead: Rule = (object, path, faults) => {
  const pattern = object['pattern'];
  if (typeof pattern !== 'string' || object['pattern_type'] !== 'stix') return;
  for (const fault of parsePattern(pattern).faults ?? []) faults.addPattern(fault, `${path}/pattern`);
};

const indicator = shape(
  ['pattern', 'pattern_type', 'valid_from'],
  {
    ...named,
    indicator_types: texts,
    pattern: text,
    pattern_type: text,
    pattern_version: text,
    valid_from: time,
    valid_until: time,
    kill_chain_phases: killChainPhases,
  },
  [after('valid_from', 'valid_until'), patternIsRead],
);

const infrastructure = shape(
  ['name'],
  { ...named, ...seen, infrastructure_types: texts, aliases: texts, kill_chain_phases: killChainPhases },
  [seenInOrder],
);

/** What was observed is not links alone. */
const namesAnObservable: Rule = (object, path, faults) => {
  const refs = textsOf(object['object_refs']);
  const isLink = (id: string): boolean => id.startsWith('relationship--') || id.startsWith('sighting--');
  if (refs.length > 0 && refs.every(isLink)) faults.add('stix-ref-type', pointer(path, 'object_refs'));
};

const observedData = shape(
  ['first_observed', 'last_observed', 'number_observed'],
  {
    first_observed: time,
    last_observed: time,
    number_observed: integer(1, 999_999_999),
    objects: dictionary(members),
    object_refs: list(refExcept(...metaTypes, ...domainTypes)),
  },
  [
    namesAnObservable,
    notBefore('first_observed', 'last_observed'),
    anyOf('objects', 'object_refs'),
    notBoth('objects', 'object_refs'),
  ],
);

const opinions = oneOf('strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree');

/** The STIX Domain Objects (STIX 2.1 section 4) as data. Spec: STX-8. */
export const domainShapes: ReadonlyMap<string, Shape> = new Map([
  ['attack-pattern', shape(['name'], { ...named, aliases: texts, kill_chain_phases: killChainPhases })],
  ['campaign', shape(['name'], { ...named, ...seen, aliases: texts, objective: text }, [seenInOrder])],
  ['course-of-action', shape(['name'], named)],
  ['grouping', shape(['context', 'object_refs'], { ...named, context: text, object_refs: refs })],
  [
    'identity',
    shape(['name'], { ...named, roles: texts, identity_class: text, sectors: texts, contact_information: text }),
  ],
  ['incident', shape(['name'], { ...named, extensions: extensions(incidentExtensions) })],
  ['indicator', indicator],
  ['infrastructure', infrastructure],
  ['intrusion-set', intrusionSet],
  ['location', location],
  ['malware', malware],
  ['malware-analysis', malwareAnalysis],
  ['note', shape(['content', 'object_refs'], { abstract: text, content: text, authors: texts, object_refs: refs })],
  ['observed-data', observedData],
  [
    'opinion',
    shape(['opinion', 'object_refs'], { explanation: text, authors: texts, opinion: opinions, object_refs: refs }),
  ],
  [
    'report',
    shape(['name', 'published', 'object_refs'], { ...named, report_types: texts, published: time, object_refs: refs }),
  ],
  ['threat-actor', threatActor],
  [
    'tool',
    shape(['name'], {
      ...named,
      tool_types: texts,
      aliases: texts,
      kill_chain_phases: killChainPhases,
      tool_version: text,
    }),
  ],
  ['vulnerability', shape(['name'], named)],
]);

/** The STIX Relationship Objects (STIX 2.1 section 5) as data. Spec: STX-8. */
export const relationshipShapes: ReadonlyMap<string, Shape> = new Map([
  [
    'relationship',
    shape(
      ['relationship_type', 'source_ref', 'target_ref'],
      {
        relationship_type: textOfForm(/^[a-z0-9-]{1,250}$/),
        description: text,
        source_ref: refExcept(...notLinked),
        target_ref: refExcept(...notLinked),
        start_time: time,
        stop_time: time,
      },
      [after('start_time', 'stop_time')],
    ),
  ],
  [
    'sighting',
    shape(
      ['sighting_of_ref'],
      {
        ...seen,
        description: text,
        count: integer(0, 999_999_999),
        sighting_of_ref: refExcept(...notLinked, ...observableTypes),
        observed_data_refs: list(ref('observed-data')),
        where_sighted_refs: list(ref('identity', 'location')),
        summary: flag,
      },
      [seenInOrder],
    ),
  ],
]);
