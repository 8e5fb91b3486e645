import { isMembers, type JsonMembers, type JsonValue, type StixObject, textOf } from '../stix/stix-object.ts';

/*
 * What STIX has no place for is kept as it was written, in a property extension of the object that
 * a part of an event becomes. Spec: MSP-4.
 */

// Fixed for all time: these ids are in other people's stores. Spec: MSP-4.
const mispExtensionId = 'extension-definition--4d8a9f6e-1c2b-4f53-9a77-0e5b6c3d8f21';
const authorId = 'identity--2f7c1a90-8d3b-4e6f-a5c4-0b9e6d1f7a32';
const definedAt = '2026-01-01T00:00:00.000Z';

/** The part of MISP that an object stands for. */
export const partKinds = [
  'event',
  'event-part',
  'attribute',
  'object',
  'event-report',
  'note',
  'opinion',
  'relationship',
  'sighting',
  'cluster',
  'cluster-link',
  'reference',
] as const;
export type PartKind = (typeof partKinds)[number];

/** A part as it is kept: its kind and the members that MISP gave it. */
export interface KeptPart {
  readonly kind: PartKind;
  readonly members: JsonMembers;
  /** Other members of the extension, such as references to other objects. */
  readonly extension: JsonMembers;
}

/** The extension that keeps a part. Members of the second argument are ids, in properties ending in `_ref`. */
export const keep = (kind: PartKind, members: JsonMembers, refs: JsonMembers = {}): JsonMembers => ({
  [mispExtensionId]: { extension_type: 'property-extension', part: kind, ...refs, members },
});

/** The part of MISP that an object keeps, if it does. */
export function keptPart(object: StixObject): KeptPart | undefined {
  const extensions = object['extensions'];
  const extension = isMembers(extensions) ? extensions[mispExtensionId] : undefined;
  if (!isMembers(extension)) return undefined;
  const kind = partKinds.find((known) => known === textOf(extension, 'part'));
  const members: JsonValue | undefined = extension['members'];
  return kind === undefined || !isMembers(members) ? undefined : { kind, members, extension };
}

/** The identity and the definition that the extension rests on. They limit nobody and say nothing about an event. */
export const mispDefinitions: readonly StixObject[] = [
  {
    type: 'identity',
    spec_version: '2.1',
    id: authorId,
    created: definedAt,
    modified: definedAt,
    name: 'Comity',
    identity_class: 'system',
  },
  {
    type: 'extension-definition',
    spec_version: '2.1',
    id: mispExtensionId,
    created_by_ref: authorId,
    created: definedAt,
    modified: definedAt,
    name: 'Members of a part of a MISP event',
    schema: 'spec/exchange-misp.md, MSP-4',
    version: '1.0.0',
    extension_types: ['property-extension'],
  },
];
