import { commonProperties } from './common-property.ts';
import { domainShapes, relationshipShapes } from './domain-shape.ts';
import { metaShapes } from './meta-shape.ts';
import { observableShapes } from './observable-shape.ts';
import { notBefore } from './property-rule.ts';
import { FaultList, type StixFault } from './stix-fault.ts';
import { isMembers, type JsonMembers, type JsonValue, pointer } from './stix-object.ts';
import { checkRequired, type Shape, shape } from './value-check.ts';

// `__proto__` would fit, and would be a trap for whoever copies members by assignment.
const propertyName = /^(?!__proto__$)[a-z0-9_]{3,250}$/;
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

interface KnownType {
  readonly own: Shape;
  readonly category: keyof typeof categories;
}

const knownTypes: ReadonlyMap<string, KnownType> = new Map([
  ...[...domainShapes, ...relationshipShapes, ...metaShapes].map(([type, own]): [string, KnownType] => [
    type,
    { own, category: type === 'marking-definition' ? 'marking' : 'versioned' },
  ]),
  ...[...observableShapes].map(([type, own]): [string, KnownType] => [type, { own, category: 'observable' }]),
]);

const noShape = shape([], {});

/** The types of STIX 2.1 itself, for display and tests. */
export const standardTypes: readonly string[] = [...knownTypes.keys()];

/** A custom type follows the rules of a versioned object as soon as it shows a version. Spec: STX-8. */
function knownTypeOf(members: JsonMembers): KnownType {
  const type = members['type'];
  const known = typeof type === 'string' ? knownTypes.get(type) : undefined;
  if (known !== undefined) return known;
  const versioned = Object.hasOwn(members, 'created') || Object.hasOwn(members, 'modified');
  return { own: noShape, category: versioned ? 'versioned' : 'observable' };
}

function checkProperties(members: JsonMembers, own: Shape, path: string, faults: FaultList): void {
  for (const key of Object.keys(members)) {
    const check = own.properties.get(key) ?? commonProperties.get(key);
    if (check !== undefined) check(members[key] ?? null, pointer(path, key), faults);
    else if (!propertyName.test(key)) faults.add('stix-property-name', pointer(path, key));
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

/** Adds every fault of one object to `faults`, in time linear in its size. Spec: STX-3. */
export function checkObject(value: JsonValue, path: string, faults: FaultList): void {
  if (!isMembers(value)) return faults.add('stix-object-expected', path);
  if (value['type'] === 'bundle') return faults.add('stix-nested-bundle', path);
  const { own, category } = knownTypeOf(value);
  checkProperties(value, own, path, faults);
  checkIdType(value, path, faults);
  checkRequired(value, categories[category], path, faults);
  checkRequired(value, own, path, faults);
  if (category === 'observable' && own !== noShape) checkUnversioned(value, path, faults);
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
