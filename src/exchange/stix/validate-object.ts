import { checkExtensionTypes, checkPropertyName, checkSelectors, commonProperties } from './common-property.ts';
import { domainShapes, relationshipShapes } from './domain-shape.ts';
import { metaShapes } from './meta-shape.ts';
import { observableShapes } from './observable-shape.ts';
import { notBefore } from './property-rule.ts';
import { FaultList, type StixFault } from './stix-fault.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, pointer, textsOf } from './stix-object.ts';
import { type Check, checkRequired, type Shape, shape } from './value-check.ts';

const bareRequired = ['type', 'id'];
const createdRequired = [...bareRequired, 'spec_version', 'created'];
const versionedRequired = [...createdRequired, 'modified'];
const versionRule = notBefore('created', 'modified');

/** What any object of a category must have, beside its own shape. */
const categories = {
  versioned: shape(versionedRequired, {}, [versionRule]),
  marking: shape(createdRequired, {}, [versionRule]),
  observable: shape(bareRequired, {}),
} as const;

type Category = keyof typeof categories;

interface KnownType {
  readonly own: Shape;
  readonly category: Category;
  /** Everything that has a form: the type's own properties before the common ones. */
  readonly properties: ReadonlyMap<string, Check>;
  readonly isStandard: boolean;
}

const knownType = (own: Shape, category: Category, isStandard = true): KnownType => ({
  own,
  category,
  properties: new Map([...commonProperties, ...own.properties]),
  isStandard,
});

const knownTypes: ReadonlyMap<string, KnownType> = new Map([
  ...[...domainShapes, ...relationshipShapes, ...metaShapes].map(([type, own]): [string, KnownType] => [
    type,
    knownType(own, type === 'marking-definition' ? 'marking' : 'versioned'),
  ]),
  ...[...observableShapes].map(([type, own]): [string, KnownType] => [type, knownType(own, 'observable')]),
]);

const noShape = shape([], {});
const customVersioned = knownType(noShape, 'versioned', false);
const customBare = knownType(noShape, 'observable', false);

/** The types of STIX 2.1 itself, for display and tests. */
export const standardTypes: readonly string[] = [...knownTypes.keys()];

/** Whether STIX defines a property of objects of a type. */
export const isDefinedProperty = (type: string, name: string): boolean =>
  (knownTypes.get(type)?.properties ?? commonProperties).has(name);

/** A custom type follows the rules of a versioned object as soon as it shows a version. Spec: STX-8. */
function knownTypeOf(members: JsonMembers): KnownType {
  const type = members['type'];
  const known = typeof type === 'string' ? knownTypes.get(type) : undefined;
  if (known !== undefined) return known;
  const versioned = Object.hasOwn(members, 'created') || Object.hasOwn(members, 'modified');
  return versioned ? customVersioned : customBare;
}

function checkProperties(members: JsonMembers, of: KnownType, path: string, faults: FaultList): void {
  for (const key in members) {
    if (!Object.hasOwn(members, key)) continue;
    const check = of.properties.get(key);
    if (check !== undefined) check(members[key] ?? null, `${path}/${key}`, faults);
    else checkPropertyName(key, pointer(path, key), faults);
  }
}

function checkIdType(members: JsonMembers, path: string, faults: FaultList): void {
  const [type, id] = [members['type'], members['id']];
  if (typeof type !== 'string' || typeof id !== 'string') return;
  if (id.includes('--') && !id.startsWith(`${type}--`)) faults.add('stix-id-type', pointer(path, 'id'));
}

/** Observables have no version of their own (STIX 2.1 section 3.1). */
function checkUnversioned(members: JsonMembers, path: string, faults: FaultList): void {
  for (const key of ['created', 'modified', 'created_by_ref', 'revoked'])
    if (Object.hasOwn(members, key)) faults.add('stix-not-allowed', pointer(path, key));
}

/** A marking cannot say how it may itself be passed on by pointing at itself. Spec: STX-20. */
function checkSelfMarking(members: JsonMembers, path: string, faults: FaultList): void {
  const id = members['id'];
  textsOf(members['object_marking_refs']).forEach((ref, at) => {
    if (ref === id) faults.add('stix-marking-cycle', `${path}/object_marking_refs/${at}`);
  });
  const granular = members['granular_markings'];
  if (!isList(granular)) return;
  granular.forEach((entry, at) => {
    if (isMembers(entry) && entry['marking_ref'] === id)
      faults.add('stix-marking-cycle', `${path}/granular_markings/${at}/marking_ref`);
  });
}

/** Observables inside observed data, the older form: they refer to each other by their keys. */
function checkContained(objects: JsonMembers, path: string, faults: FaultList): void {
  for (const key of Object.keys(objects)) {
    const found = new FaultList();
    const at = pointer(path, key);
    checkObject(objects[key] ?? null, at, found);
    const object = objects[key];
    if (isMembers(object) && !isObservable(object)) found.add('stix-ref-type', at);
    for (const fault of found.listed) if (!isKeyReference(fault, objects, at)) faults.addListed(fault);
  }
}

const isObservable = (object: JsonMembers): boolean => knownTypeOf(object).category === 'observable';

/** Whether what is no id is the key of another object in the same container. */
function isKeyReference({ code, path }: StixFault, objects: JsonMembers, at: string): boolean {
  if (code !== 'stix-id') return false;
  const [property = '', place] = path.slice(at.length + 1).split('/');
  const object = objects[at.slice(at.lastIndexOf('/') + 1)];
  const value = isMembers(object) ? object[property] : undefined;
  const key = isList(value) ? value[Number(place)] : value;
  return property !== 'id' && typeof key === 'string' && Object.hasOwn(objects, key);
}

/** Adds every fault of one object to `faults`, in time linear in its size. Spec: STX-3. */
export function checkObject(value: JsonValue, path: string, faults: FaultList): void {
  if (!isMembers(value)) return faults.add('stix-object-expected', path);
  if (value['type'] === 'bundle') return faults.add('stix-nested-bundle', path);
  const known = knownTypeOf(value);
  checkProperties(value, known, path, faults);
  checkIdType(value, path, faults);
  checkRequired(value, categories[known.category], path, faults);
  checkRequired(value, known.own, path, faults);
  if (known.category === 'observable' && known.isStandard) checkUnversioned(value, path, faults);
  if (value['granular_markings'] !== undefined) checkSelectors(value, path, faults);
  if (value['extensions'] !== undefined) checkExtensionTypes(value, known.isStandard, path, faults);
  if (value['type'] === 'marking-definition') checkSelfMarking(value, path, faults);
  const contained = value['type'] === 'observed-data' ? value['objects'] : undefined;
  if (isMembers(contained)) checkContained(contained, `${path}/objects`, faults);
}

/**
 * All faults of one STIX 2.1 object, none when it is valid; paths are JSON pointers below `path`.
 * Types that STIX does not define are held to the common rules only. Spec: STX-3, STX-8.
 */
export function validateObject(value: JsonValue, path = ''): readonly StixFault[] {
  const faults = new FaultList();
  checkObject(value, path, faults);
  return faults.listed;
}
