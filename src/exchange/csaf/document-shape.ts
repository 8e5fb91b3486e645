import { cpe, language, purl, time, uri, version } from './csaf-forms.ts';
import { anyText, list, members, oneOf, type Shape, text } from './csaf-shape.ts';
import { cvssShape } from './cvss-shape.ts';

/* The JSON schema of CSAF 2.0 (OASIS Standard, 18 November 2022), as shapes. Spec: CSF-3. */

const texts = list(anyText);
const textSet = list(anyText, { isSet: true });
const uris = list(uri);

const acknowledgments = list(
  members({ names: texts, organization: anyText, summary: anyText, urls: uris }, { least: 1 }),
);
const notes = list(
  members({
    'category!': oneOf('description', 'details', 'faq', 'general', 'legal_disclaimer', 'other', 'summary'),
    'text!': anyText,
    audience: anyText,
    title: anyText,
  }),
);
const references = list(members({ 'summary!': anyText, 'url!': uri, category: oneOf('external', 'self') }));

const fileHash = members({ 'algorithm!': anyText, 'value!': text((value) => /^[0-9a-fA-F]{32,}$/.test(value)) });
const identificationHelper = members(
  {
    cpe,
    purl,
    hashes: list(members({ 'file_hashes!': list(fileHash), 'filename!': anyText })),
    model_numbers: textSet,
    sbom_urls: uris,
    serial_numbers: textSet,
    skus: texts,
    x_generic_uris: list(members({ 'namespace!': uri, 'uri!': uri })),
  },
  { least: 1 },
);
const fullProductName = members({
  'name!': anyText,
  'product_id!': anyText,
  product_identification_helper: identificationHelper,
});

const branchCategories = [
  'architecture',
  'host_name',
  'language',
  'legacy',
  'patch_level',
  'product_family',
  'product_name',
  'product_version',
  'product_version_range',
  'service_pack',
  'specification',
  'vendor',
] as const;
// A branch holds branches, so its shape is looked up when it is used; depth is bounded by reading.
const branches: Shape = (value, path, faults) => branchList(value, path, faults);
const branchList = list(
  members(
    { 'category!': oneOf(...branchCategories), 'name!': anyText, branches, product: fullProductName },
    { least: 3, most: 3 },
  ),
);

const relationshipCategories = [
  'default_component_of',
  'external_component_of',
  'installed_on',
  'installed_with',
  'optional_component_of',
] as const;
const productTree = members(
  {
    branches,
    full_product_names: list(fullProductName),
    product_groups: list(
      members({ 'group_id!': anyText, 'product_ids!': list(anyText, { least: 2, isSet: true }), summary: anyText }),
    ),
    relationships: list(
      members({
        'category!': oneOf(...relationshipCategories),
        'full_product_name!': fullProductName,
        'product_reference!': anyText,
        'relates_to_product_reference!': anyText,
      }),
    ),
  },
  { least: 1 },
);

const revision = members({ 'date!': time, 'number!': version, 'summary!': anyText, legacy_version: anyText });
const tracking = members({
  'current_release_date!': time,
  'id!': text((value) => value.length <= 500 && value === value.trim() && !/[\r\n]/.test(value)),
  'initial_release_date!': time,
  'revision_history!': list(revision),
  'status!': oneOf('draft', 'final', 'interim'),
  'version!': version,
  aliases: textSet,
  generator: members({ 'engine!': members({ 'name!': anyText, version: anyText }), date: time }),
});
const document = members({
  'category!': text((value) => !/^[\s_.-]|[\s_.-]$/.test(value)),
  'csaf_version!': oneOf('2.0'),
  'publisher!': members({
    'category!': oneOf('coordinator', 'discoverer', 'other', 'translator', 'user', 'vendor'),
    'name!': anyText,
    'namespace!': uri,
    contact_details: anyText,
    issuing_authority: anyText,
  }),
  'title!': anyText,
  'tracking!': tracking,
  acknowledgments,
  aggregate_severity: members({ 'text!': anyText, namespace: uri }),
  distribution: members(
    { text: anyText, tlp: members({ 'label!': oneOf('AMBER', 'GREEN', 'RED', 'WHITE'), url: uri }) },
    { least: 1 },
  ),
  lang: language,
  source_lang: language,
  notes,
  references,
});

const about = { group_ids: textSet, product_ids: textSet, date: time };
const restartCategories = [
  'connected',
  'dependencies',
  'machine',
  'none',
  'parent',
  'service',
  'system',
  'vulnerable_component',
  'zone',
] as const;
const flag = members({
  'label!': oneOf(
    'component_not_present',
    'inline_mitigations_already_exist',
    'vulnerable_code_cannot_be_controlled_by_adversary',
    'vulnerable_code_not_in_execute_path',
    'vulnerable_code_not_present',
  ),
  ...about,
});
const remediation = members({
  'category!': oneOf('mitigation', 'no_fix_planned', 'none_available', 'vendor_fix', 'workaround'),
  'details!': anyText,
  entitlements: texts,
  restart_required: members({ 'category!': oneOf(...restartCategories), details: anyText }),
  url: uri,
  ...about,
});
const involvement = members({
  'party!': oneOf('coordinator', 'discoverer', 'other', 'user', 'vendor'),
  'status!': oneOf('completed', 'contact_attempted', 'disputed', 'in_progress', 'not_contacted', 'open'),
  date: time,
  summary: anyText,
});
const statuses = members(
  {
    first_affected: textSet,
    first_fixed: textSet,
    fixed: textSet,
    known_affected: textSet,
    known_not_affected: textSet,
    last_affected: textSet,
    recommended: textSet,
    under_investigation: textSet,
  },
  { least: 1 },
);
const vulnerability = members(
  {
    acknowledgments,
    cve: text((value) => /^CVE-[0-9]{4}-[0-9]{4,}$/.test(value)),
    cwe: members({ 'id!': text((value) => /^CWE-[1-9]\d{0,5}$/.test(value)), 'name!': anyText }),
    discovery_date: time,
    flags: list(flag, { isSet: true }),
    ids: list(members({ 'system_name!': anyText, 'text!': anyText }), { isSet: true }),
    involvements: list(involvement, { isSet: true }),
    notes,
    product_status: statuses,
    references,
    release_date: time,
    remediations: list(remediation),
    scores: list(
      members({ 'products!': textSet, cvss_v2: cvssShape(['2.0']), cvss_v3: cvssShape(['3.0', '3.1']) }, { least: 2 }),
    ),
    threats: list(
      members({ 'category!': oneOf('exploit_status', 'impact', 'target_set'), 'details!': anyText, ...about }),
    ),
    title: anyText,
  },
  { least: 1 },
);

export const documentShape: Shape = members({
  'document!': document,
  product_tree: productTree,
  vulnerabilities: list(vulnerability),
});
