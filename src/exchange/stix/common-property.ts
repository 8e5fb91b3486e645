import { isIdOf, isTypeName, typeOfId } from './identifier.ts';
import { anyOf, notBoth } from './property-rule.ts';
import type { FaultList } from './stix-fault.ts';
import { isMembers, type JsonMembers, pointer } from './stix-object.ts';
import {
  type Check,
  dictionary,
  flag,
  integer,
  list,
  oneOf,
  record,
  ref,
  shape,
  text,
  textOfForm,
  texts,
  time,
} from './value-check.ts';

// Form of RFC 5646: parts of up to eight letters or digits. Spec: STX-7.
const languageTag = textOfForm(/^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,12}$/);
const selector = textOfForm(/^[a-z0-9_-]{1,250}(?:\.(?:\[\d{1,9}\]|[A-Za-z0-9_-]{1,250}))*$/);
const url = textOfForm(/^[A-Za-z][A-Za-z0-9+.-]{0,40}:/);

const hashForms = new Map<string, RegExp>([
  ['MD5', /^[0-9a-f]{32}$/i],
  ['SHA-1', /^[0-9a-f]{40}$/i],
  ['SHA-256', /^[0-9a-f]{64}$/i],
  ['SHA-512', /^[0-9a-f]{128}$/i],
  ['SHA3-256', /^[0-9a-f]{64}$/i],
  ['SHA3-512', /^[0-9a-f]{128}$/i],
]);

/** Hashes by algorithm; the known algorithms must have the right length. Spec: STX-7. */
export const hashes: Check = (value, path, faults) => {
  dictionary(text)(value, path, faults);
  if (!isMembers(value)) return;
  for (const [algorithm, form] of hashForms) {
    const hash = Object.hasOwn(value, algorithm) ? value[algorithm] : undefined;
    if (typeof hash === 'string' && !form.test(hash)) faults.add('stix-text-form', pointer(path, algorithm));
  }
};

const externalIdForms = new Map<string, RegExp>([
  ['cve', /^CVE-\d{4}-(?:0\d{3}|[1-9]\d{3,18})$/],
  ['capec', /^CAPEC-\d{1,9}$/],
]);

/** The id of a CVE or CAPEC entry is there and has its form. */
function checkExternalId(members: JsonMembers, path: string, faults: FaultList): void {
  const source = members['source_name'];
  const form = typeof source === 'string' ? externalIdForms.get(source) : undefined;
  if (form === undefined) return;
  const id = members['external_id'];
  if (id === undefined) faults.add('stix-missing', pointer(path, 'external_id'));
  else if (typeof id === 'string' && !form.test(id)) faults.add('stix-text-form', pointer(path, 'external_id'));
}

const externalReference = record(
  shape(['source_name'], { source_name: text, description: text, external_id: text, url, hashes }, [
    anyOf('description', 'url', 'external_id'),
    checkExternalId,
  ]),
);

export const killChainPhases = list(
  record(shape(['kill_chain_name', 'phase_name'], { kill_chain_name: text, phase_name: text })),
);

const granularMarking = record(
  shape(['selectors'], { selectors: list(selector), lang: languageTag, marking_ref: ref('marking-definition') }, [
    anyOf('lang', 'marking_ref'),
    notBoth('lang', 'marking_ref'),
  ]),
);

export const extensionTypes = oneOf(
  'new-sdo',
  'new-sco',
  'new-sro',
  'property-extension',
  'toplevel-property-extension',
);

const definedExtension = record(shape(['extension_type'], { extension_type: extensionTypes }));

/** Extensions by the id of their definition, or a predefined name ending in -ext. Spec: STX-7. */
const extensions: Check = (value, path, faults) => {
  if (!isMembers(value)) return faults.add('stix-object-expected', path);
  for (const key of Object.keys(value)) {
    const at = pointer(path, key);
    const extension = value[key] ?? null;
    if (isIdOf(key, 'extension-definition')) definedExtension(extension, at, faults);
    else if (!key.endsWith('-ext') || !isTypeName(key)) faults.add('stix-extension-key', at);
    else if (!isMembers(extension)) faults.add('stix-object-expected', at);
  }
};

const typeName: Check = (value, path, faults) => {
  if (typeof value !== 'string') faults.add('stix-text-expected', path);
  else if (!isTypeName(value)) faults.add('stix-type-name', path);
};

const id: Check = (value, path, faults) => {
  if (typeof value !== 'string') faults.add('stix-text-expected', path);
  else if (typeOfId(value) === undefined) faults.add('stix-id', path);
};

const specVersion: Check = (value, path, faults) => {
  if (value !== '2.1') faults.add('stix-version', path);
};

/** The properties that any object may have (STIX 2.1 section 3.2). Spec: STX-7. */
export const commonProperties: ReadonlyMap<string, Check> = shape([], {
  type: typeName,
  id,
  spec_version: specVersion,
  created_by_ref: ref('identity'),
  created: time,
  modified: time,
  revoked: flag,
  labels: texts,
  confidence: integer(0, 100),
  lang: languageTag,
  external_references: list(externalReference),
  object_marking_refs: list(ref('marking-definition')),
  granular_markings: list(granularMarking),
  extensions,
  defanged: flag,
}).properties;
