import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';

/** A STIX indicator whose id says which one it is. */
const indicatorOf = (n: number) => ({
  type: 'indicator',
  spec_version: '2.1',
  id: `indicator--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name: `indicator ${n}`,
  pattern: `[ipv4-addr:value = '192.0.2.${n % 256}']`,
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
  object_marking_refs: [tlpMarkingId('green')],
});

const batchSize = 3;

/** The objects of the n-th small import. */
export const batchOf = (n: number) =>
  Array.from({ length: batchSize }, (_, index) => indicatorOf(n * batchSize + index));
