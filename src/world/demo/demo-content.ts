import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kevObjects, readKevFacts } from '#exchange/stix/kev.ts';
import { withMarking } from '#exchange/stix/marking.ts';
import type { StixObject } from '#exchange/stix/stix-object.ts';
import { textOf } from '#exchange/stix/stix-object.ts';
import type { Tlp } from '#protocol/record/label.ts';

const samples = join(import.meta.dirname, '../../../samples');
const sample = (name: string) => JSON.parse(readFileSync(join(samples, name), 'utf8'));

/**
 * How this demonstration labels the public facts, so that some may leave and some may not: what
 * ransomware uses is held closer, what is recent goes to the circle, the rest is open.
 */
function levelOf(object: StixObject): Tlp {
  const labels = object['labels'];
  if (Array.isArray(labels) && labels.includes('known-ransomware-use')) return 'amber';
  return object.type === 'vulnerability' && (textOf(object, 'created') ?? '') >= '2024' ? 'green' : 'clear';
}

const isDefinition = (object: StixObject): boolean => object.type !== 'vulnerability';

/** Objects by the party that states them: the catalogue is shared out between the two CERTs. */
export function demoContent(): Readonly<
  Record<'aldoria' | 'bereth' | 'calder' | 'observatory', readonly StixObject[]>
> {
  const all = kevObjects(readKevFacts(sample('kev-facts.json'))).map((object) =>
    withMarking(object, { tlp: levelOf(object) }),
  );
  const definitions = all.filter(isDefinition);
  const facts = all.filter((object) => !isDefinition(object));
  const incident = (sample('incident-aldoria.json') as { objects: StixObject[] }).objects;
  return {
    aldoria: [...definitions, ...facts.filter((_, index) => index % 2 === 0), ...incident],
    bereth: [...definitions, ...facts.filter((_, index) => index % 2 === 1)],
    calder: calderObjects,
    observatory: observatoryObjects,
  };
}

const common = {
  spec_version: '2.1',
  created: '2026-11-20T06:00:00.000Z',
  modified: '2026-11-20T06:00:00.000Z',
} as const;

const calderObjects: readonly StixObject[] = [
  withMarking(
    {
      type: 'identity',
      id: 'identity--5d7f3b61-6c1e-4f0b-9a34-1f2f7f0c8a11',
      ...common,
      name: 'Calder Grid',
      identity_class: 'organization',
      sectors: ['energy'],
    },
    { tlp: 'clear' },
  ),
  withMarking(
    {
      type: 'indicator',
      id: 'indicator--0f3c2a5e-7b1d-4c55-8a0c-6b9a3a1e2d01',
      ...common,
      name: 'Login attempts at the control centre',
      pattern: "[ipv4-addr:value = '198.51.100.23']",
      pattern_type: 'stix',
      valid_from: '2026-11-19T22:00:00Z',
    },
    { tlp: 'amber' },
  ),
  withMarking(
    {
      type: 'indicator',
      id: 'indicator--0f3c2a5e-7b1d-4c55-8a0c-6b9a3a1e2d02',
      ...common,
      name: 'Address seen on a substation gateway',
      pattern: "[ipv4-addr:value = '192.0.2.77']",
      pattern_type: 'stix',
      valid_from: '2026-11-19T23:30:00Z',
    },
    { tlp: 'amber+strict' },
  ),
  withMarking(
    {
      type: 'indicator',
      id: 'indicator--0f3c2a5e-7b1d-4c55-8a0c-6b9a3a1e2d03',
      ...common,
      name: 'Internal host of the control centre',
      pattern: "[domain-name:value = 'scada-7.calder.example']",
      pattern_type: 'stix',
      valid_from: '2026-11-19T23:30:00Z',
    },
    { tlp: 'red' },
  ),
];

const observatoryObjects: readonly StixObject[] = [
  withMarking(
    {
      type: 'identity',
      id: 'identity--a1f0c2d4-3b5e-4a6f-8c7d-9e0f1a2b3c4d',
      ...common,
      name: 'Open Nets Observatory',
      identity_class: 'organization',
    },
    { tlp: 'clear' },
  ),
  withMarking(
    {
      type: 'report',
      id: 'report--b2e1d3c5-4a6f-4b7e-9d8c-0f1a2b3c4d5e',
      ...common,
      name: 'Outages seen from outside, November 2026',
      published: '2026-11-21T00:00:00Z',
      object_refs: ['identity--a1f0c2d4-3b5e-4a6f-8c7d-9e0f1a2b3c4d'],
    },
    { tlp: 'clear' },
  ),
  withMarking(
    {
      type: 'note',
      id: 'note--c3d2e4f6-5b7a-4c8d-8e9f-1a2b3c4d5e6f',
      ...common,
      content: 'Measured from 14 public vantage points.',
      object_refs: ['report--b2e1d3c5-4a6f-4b7e-9d8c-0f1a2b3c4d5e'],
    },
    { tlp: 'green' },
  ),
];
