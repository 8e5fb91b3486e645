import { type JsonMembers, type StixObject, textOf, textsOf } from '../stix/stix-object.ts';
import { factOf } from './attribute-form.ts';
import { isTlpTag } from './misp-label.ts';
import { indicatorAttribute, type NativeAttribute, observableAttributes } from './native-attribute.ts';
import { uuidIn } from './written-part.ts';

/** What an object of another tool becomes in an event of MISP, and which of its properties are said by it. */
export interface NativePart {
  readonly key: 'Attribute' | 'Galaxy' | 'EventReport';
  readonly parts: readonly JsonMembers[];
  readonly carried: readonly string[];
}

const always = ['type', 'id', 'spec_version', 'object_marking_refs', 'modified', 'created', 'created_by_ref', 'labels'];

/** Unix seconds in digits, as MISP writes them. */
const secondsText = (object: StixObject): string => {
  const time = textOf(object, 'modified') ?? textOf(object, 'created');
  return time === undefined ? '0' : String(Math.floor(Date.parse(time) / 1000));
};

const typeLabel = /^misp:type="([^"]{1,60})"$/;
const categoryLabel = /^misp:category="([^"]{1,60})"$/;

const labelled = (object: StixObject, form: RegExp): string | undefined =>
  textsOf(object['labels']).flatMap((label) => form.exec(label)?.[1] ?? [])[0];

/** STIX has fewer words than MISP; the converter of MISP leaves its own in labels. */
function asLabelled(object: StixObject, native: NativeAttribute): NativeAttribute {
  const type = labelled(object, typeLabel);
  const category = labelled(object, categoryLabel) ?? native.category;
  return {
    ...native,
    category,
    type: type !== undefined && factOf(type, native.value) !== undefined ? type : native.type,
  };
}

const tagsOf = (object: StixObject): JsonMembers => {
  const labels = textsOf(object['labels']).filter(
    (name) => !isTlpTag(name) && !typeLabel.test(name) && !categoryLabel.test(name),
  );
  return labels.length === 0 ? {} : { Tag: labels.map((name) => ({ name })) };
};

function attributeOf(object: StixObject, given: NativeAttribute, more: JsonMembers): JsonMembers {
  const native = asLabelled(object, given);
  const comment = textOf(object, 'description');
  return {
    uuid: uuidIn(object.id),
    type: native.type,
    category: native.category,
    value: native.value,
    timestamp: secondsText(object),
    ...(comment === undefined ? {} : { comment }),
    ...(object['revoked'] === true ? { deleted: true } : {}),
    ...tagsOf(object),
    ...more,
  };
}

const attributes = (
  object: StixObject,
  natives: readonly NativeAttribute[],
  toIds: boolean,
  carried: readonly string[],
): NativePart => ({
  key: 'Attribute',
  parts: natives.map((native) => attributeOf(object, native, { to_ids: toIds })),
  carried: [...always, 'description', 'revoked', ...carried],
});

const galaxyTypes = [
  'attack-pattern',
  'campaign',
  'course-of-action',
  'intrusion-set',
  'location',
  'malware',
  'threat-actor',
  'tool',
];

function clusterOf(object: StixObject): NativePart {
  const type = `stix-2.1-${object.type}`;
  const aliases = textsOf(object['aliases']);
  const cluster = {
    uuid: uuidIn(object.id),
    type,
    value: textOf(object, 'name') ?? object.id,
    description: textOf(object, 'description') ?? '',
    ...(aliases.length === 0 ? {} : { meta: { synonyms: aliases } }),
  };
  const words = object.type.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  const galaxy = { type, name: `STIX 2.1 ${words.join(' ')}`, GalaxyCluster: [cluster] };
  return { key: 'Galaxy', parts: [galaxy], carried: [...always.slice(0, 4), 'name', 'description', 'aliases'] };
}

function reportOf(note: StixObject): NativePart {
  const part = {
    uuid: uuidIn(note.id),
    name: textOf(note, 'abstract') ?? '',
    content: textOf(note, 'content') ?? '',
    timestamp: secondsText(note),
  };
  return { key: 'EventReport', parts: [part], carried: [...always.slice(0, 7), 'abstract', 'content'] };
}

/** The part of an event that says what an object of another tool says; undefined when MISP has no form for it. Spec: MSP-10. */
export function nativePart(object: StixObject, held: ReadonlyMap<string, StixObject>): NativePart | undefined {
  if (galaxyTypes.includes(object.type) && textOf(object, 'name') !== undefined) return clusterOf(object);
  if (object.type === 'note') return reportOf(object);
  if (object.type === 'vulnerability') {
    const value = textOf(object, 'name') ?? '';
    return attributes(object, [{ type: 'vulnerability', category: 'External analysis', value }], false, ['name']);
  }
  if (object.type === 'indicator') {
    const native = indicatorAttribute(object);
    return native === undefined
      ? undefined
      : attributes(object, [native], true, ['pattern', 'pattern_type', 'pattern_version']);
  }
  const observables =
    object.type === 'observed-data' ? textsOf(object['object_refs']).flatMap((id) => held.get(id) ?? []) : [object];
  const natives = observables.flatMap(observableAttributes);
  return natives.length === 1
    ? attributes(object, natives, false, ['object_refs', 'value', 'name', 'number', 'key', 'hashes'])
    : undefined;
}
