import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import type { Tlp } from '#protocol/record/label.ts';

/** A STIX indicator whose id says which one it is. */
export const indicatorOf = (n: number, options: { tlp?: Tlp; name?: string } = {}) => ({
  type: 'indicator',
  spec_version: '2.1',
  id: indicatorId(n),
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name: options.name ?? `indicator ${n}`,
  pattern: `[ipv4-addr:value = '192.0.2.${n % 256}']`,
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
  object_marking_refs: [tlpMarkingId(options.tlp ?? 'green')],
});

/** The STIX id of the n-th indicator. */
export const indicatorId = (n: number): string => `indicator--00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Objects of one small import. */
export const batchSize = 3;

/** The objects of the n-th small import. */
export const batchOf = (n: number) =>
  Array.from({ length: batchSize }, (_, index) => indicatorOf(n * batchSize + index));
