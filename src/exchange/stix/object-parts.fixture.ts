import type { JsonMembers } from './stix-object.ts';

export const at = '2026-03-01T00:00:00.000Z';
export const later = '2026-03-02T00:00:00.000Z';
const uuid = '0d2b8f3e-51c7-4a6e-9f10-3c7b2a64e8d1';

/** An invented id of a type. */
export const idOf = (type: string): string => `${type}--${uuid}`;

export const anyExtension = { [idOf('extension-definition')]: { extension_type: 'property-extension', weight: 3 } };
export const anyHashes = {
  MD5: 'ab'.repeat(16),
  'SHA-256': 'cd'.repeat(32),
  SSDEEP: '3:abc:def',
  TLSH: 'T1'.padEnd(70, '0'),
};

/** What every object may have. */
export const anyMarkings: JsonMembers = {
  object_marking_refs: [idOf('marking-definition')],
  granular_markings: [{ selectors: ['type'], marking_ref: idOf('marking-definition') }],
};
