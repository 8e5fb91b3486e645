import { completeObservables } from './complete-observables.fixture.ts';
import { anyExtension, anyHashes, anyMarkings, at, idOf, later } from './object-parts.fixture.ts';
import type { JsonMembers } from './stix-object.ts';

const externalReferences = [
  { source_name: 'cve', external_id: 'CVE-2024-0001' },
  { source_name: 'page', description: 'd', url: 'https://a.example/', hashes: anyHashes, external_id: '7' },
];

const versioned = (type: string, more: JsonMembers): JsonMembers => ({
  type,
  spec_version: '2.1',
  id: idOf(type),
  created_by_ref: idOf('identity'),
  created: at,
  modified: later,
  revoked: false,
  labels: ['l'],
  confidence: 50,
  lang: 'en',
  external_references: externalReferences,
  ...anyMarkings,
  extensions: anyExtension,
  ...more,
});

const named = { name: 'n', description: 'd' };
const seen = { first_seen: at, last_seen: later };
const phases = { kill_chain_phases: [{ kill_chain_name: 'k', phase_name: 'p' }] };
const aliases = { aliases: ['a'] };
const refs = { object_refs: [idOf('indicator'), idOf('file')] };
const motives = {
  goals: ['g'],
  resource_level: 'team',
  primary_motivation: 'ideology',
  secondary_motivations: ['coercion'],
};

const domainObjects: readonly JsonMembers[] = [
  versioned('attack-pattern', { ...named, ...aliases, ...phases }),
  versioned('campaign', { ...named, ...aliases, ...seen, objective: 'o' }),
  versioned('course-of-action', named),
  versioned('grouping', { ...named, context: 'malware-analysis', ...refs }),
  versioned('identity', {
    ...named,
    roles: ['r'],
    identity_class: 'organization',
    sectors: ['energy'],
    contact_information: 'c',
  }),
  versioned('incident', named),
  versioned('indicator', {
    ...named,
    indicator_types: ['malicious-activity'],
    pattern: "[ipv4-addr:value = '192.0.2.1']",
    pattern_type: 'stix',
    pattern_version: '2.1',
    valid_from: at,
    valid_until: later,
    ...phases,
  }),
  versioned('infrastructure', { ...named, infrastructure_types: ['botnet'], ...aliases, ...phases, ...seen }),
  versioned('intrusion-set', { ...named, ...aliases, ...seen, ...motives }),
  versioned('location', {
    ...named,
    latitude: 48.2,
    longitude: 16.37,
    precision: 1000,
    region: 'western-europe',
    country: 'AT',
    administrative_area: 'a',
    city: 'c',
    street_address: 's',
    postal_code: 'p',
  }),
  versioned('malware', {
    ...named,
    ...aliases,
    ...phases,
    ...seen,
    malware_types: ['worm'],
    is_family: true,
    operating_system_refs: [idOf('software')],
    architecture_execution_envs: ['x86'],
    implementation_languages: ['c'],
    capabilities: ['anti-vm'],
    sample_refs: [idOf('file')],
  }),
  versioned('malware-analysis', {
    product: 'p',
    version: '1',
    host_vm_ref: idOf('software'),
    operating_system_ref: idOf('software'),
    installed_software_refs: [idOf('software')],
    configuration_version: '1',
    modules: ['m'],
    analysis_engine_version: '1',
    analysis_definition_version: '1',
    submitted: at,
    analysis_started: at,
    analysis_ended: later,
    result_name: 'r',
    result: 'benign',
    analysis_sco_refs: [idOf('file')],
    sample_ref: idOf('artifact'),
  }),
  versioned('note', { abstract: 'a', content: 'c', authors: ['a'], ...refs }),
  versioned('observed-data', {
    first_observed: at,
    last_observed: later,
    number_observed: 2,
    object_refs: [idOf('file'), idOf('relationship')],
  }),
  versioned('opinion', { explanation: 'e', authors: ['a'], opinion: 'agree', ...refs }),
  versioned('report', { ...named, report_types: ['malware'], published: at, ...refs }),
  versioned('threat-actor', {
    ...named,
    ...aliases,
    ...seen,
    ...motives,
    threat_actor_types: ['unknown'],
    roles: ['agent'],
    sophistication: 'minimal',
    personal_motivations: ['ideology'],
  }),
  versioned('tool', { ...named, ...aliases, ...phases, tool_types: ['unknown'], tool_version: '1' }),
  versioned('vulnerability', named),
];

const otherObjects: readonly JsonMembers[] = [
  versioned('relationship', {
    relationship_type: 'uses',
    description: 'd',
    source_ref: idOf('campaign'),
    target_ref: idOf('tool'),
    start_time: at,
    stop_time: later,
  }),
  versioned('sighting', {
    description: 'd',
    ...seen,
    count: 3,
    sighting_of_ref: idOf('indicator'),
    observed_data_refs: [idOf('observed-data')],
    where_sighted_refs: [idOf('identity'), idOf('location')],
    summary: false,
  }),
  versioned('extension-definition', {
    ...named,
    schema: 's',
    version: '1.0.0',
    extension_types: ['toplevel-property-extension'],
    extension_properties: ['rank'],
  }),
  versioned('language-content', {
    object_ref: idOf('campaign'),
    object_modified: later,
    contents: { de: { name: 'n', aliases: ['a', ''] } },
  }),
  {
    type: 'marking-definition',
    spec_version: '2.1',
    id: idOf('marking-definition'),
    created_by_ref: idOf('identity'),
    created: at,
    external_references: externalReferences,
    extensions: anyExtension,
    name: 'n',
    definition_type: 'statement',
    definition: { statement: 's' },
  },
];

/** An object of every type of STIX 2.1 with every property that it may have, as far as they go together. */
export const completeObjects: readonly JsonMembers[] = [...domainObjects, ...otherObjects, ...completeObservables];
