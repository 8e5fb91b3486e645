import { stepsOfSelector, valueAt } from './granular-selector.ts';
import { isIdOf, isTypeName, typeOfId } from './identifier.ts';
import { anyOf, notBoth } from './property-rule.ts';
import type { FaultList } from './stix-fault.ts';
import { isList, isMembers, type JsonMembers, pointer, textsOf } from './stix-object.ts';
import { externalId, hashes, languageTag, url } from './text-form.ts';
import { type Check, flag, integer, list, oneOf, record, ref, shape, text, texts, time } from './value-check.ts';

const externalReference = record(
  shape(['source_name'], { source_name: text, description: text, external_id: text, url, hashes }, [
    anyOf('description', 'url', 'external_id'),
    externalId,
  ]),
);

export const killChainPhases = list(
  record(shape(['kill_chain_name', 'phase_name'], { kill_chain_name: text, phase_name: text })),
);

const granularMarking = record(
  shape(['selectors'], { selectors: list(text), lang: languageTag, marking_ref: ref('marking-definition') }, [
    anyOf('lang', 'marking_ref'),
    notBoth('lang', 'marking_ref'),
  ]),
);

/** Every selector has the form, and leads to something in the object. Spec: STX-18. */
export function checkSelectors(object: JsonMembers, path: string, faults: FaultList): void {
  const granular = object['granular_markings'];
  if (!isList(granular)) return;
  granular.forEach((entry, at) => {
    if (!isMembers(entry)) return;
    const base = `${path}/granular_markings/${at}/selectors`;
    textsOf(entry['selectors']).forEach((selector, number) => {
      const steps = stepsOfSelector(selector);
      if (steps === undefined) faults.add('stix-text-form', pointer(base, number));
      else if (valueAt(object, steps) === undefined) faults.add('stix-selector', pointer(base, number));
    });
  });
}

const newTypes = ['new-sdo', 'new-sco', 'new-sro'];

export const extensionTypes = oneOf(...newTypes, 'property-extension', 'toplevel-property-extension');

// `__proto__` would fit, and would be a trap for whoever copies members by assignment.
const propertyForm = /^(?!__proto__$)[a-z0-9_]{3,250}$/;
const reserved = new Set(['severity', 'action', 'username', 'phone_numbers']);

/** The name of a property that STIX does not define. Spec: STX-7. */
export function checkPropertyName(name: string, path: string, faults: FaultList): void {
  if (!propertyForm.test(name)) faults.add('stix-property-name', path);
  else if (reserved.has(name)) faults.add('stix-reserved-name', path);
}

const definedShape = record(shape(['extension_type'], { extension_type: extensionTypes }));

/** An extension that its own definition describes: that may not be known here. */
const definedExtension: Check = (value, path, faults) => {
  definedShape(value, path, faults);
  if (!isMembers(value)) return;
  for (const key of Object.keys(value))
    if (!propertyForm.test(key)) faults.add('stix-property-name', pointer(path, key));
};

/** An extension of the older kind, which has a name and no definition. */
const namedExtension: Check = (value, path, faults) => {
  if (!isMembers(value)) return faults.add('stix-object-expected', path);
  const keys = Object.keys(value);
  if (keys.length === 0) faults.add('stix-object-empty', path);
  for (const key of keys) if (!propertyForm.test(key)) faults.add('stix-property-name', pointer(path, key));
};

/** Extensions by the id of their definition, or by a name ending in -ext: `known` are those of the type. Spec: STX-7. */
export const extensions = (known: Readonly<Record<string, Check>> = {}): Check => {
  const checks = new Map(Object.entries(known));
  return (value, path, faults) => {
    if (!isMembers(value)) return faults.add('stix-object-expected', path);
    const keys = Object.keys(value);
    if (keys.length === 0) faults.add('stix-object-empty', path);
    for (const key of keys) {
      const at = pointer(path, key);
      const extension = value[key] ?? null;
      checks.get(key)?.(extension, at, faults);
      if (checks.has(key) && !isIdOf(key, 'extension-definition')) namedExtension(extension, at, faults);
      else if (isIdOf(key, 'extension-definition')) definedExtension(extension, at, faults);
      else if (!key.endsWith('-ext') || !isTypeName(key)) faults.add('stix-extension-key', at);
      else namedExtension(extension, at, faults);
    }
  };
};

/** An extension that makes a new type stands in objects of that type alone, and only one does. Spec: STX-19. */
export function checkExtensionTypes(object: JsonMembers, isStandard: boolean, path: string, faults: FaultList): void {
  const all = object['extensions'];
  if (!isMembers(all)) return;
  const making = Object.keys(all).filter((key) => {
    const extension = all[key];
    const type = isMembers(extension) ? extension['extension_type'] : undefined;
    return typeof type === 'string' && newTypes.includes(type);
  });
  for (const key of isStandard ? making : making.slice(1))
    faults.add('stix-extension-type', pointer(`${path}/extensions`, key));
}

const typeName: Check = (value, path, faults) => {
  if (typeof value !== 'string') faults.add('stix-text-expected', path);
  else if (!isTypeName(value)) faults.add('stix-type-name', path);
  else if (value === 'action') faults.add('stix-reserved-name', path);
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
  extensions: extensions(),
  defanged: flag,
}).properties;
