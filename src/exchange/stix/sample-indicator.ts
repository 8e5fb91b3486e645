import type { JsonMembers, StixObject } from './stix-object.ts';

/** A valid indicator to vary in tests; the same `number` gives the same id. */
export const sampleIndicator = (number = 1, more: JsonMembers = {}): StixObject => ({
  type: 'indicator',
  spec_version: '2.1',
  id: `indicator--${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`,
  created: '2026-03-01T00:00:00.000Z',
  modified: '2026-03-01T00:00:00.000Z',
  pattern: "[ipv4-addr:value = '192.0.2.1']",
  pattern_type: 'stix',
  valid_from: '2026-03-01T00:00:00.000Z',
  ...more,
});
