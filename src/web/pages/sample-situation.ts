import type { GraphView } from './graph-page.ts';
import { sampleNow } from './sample-facts.ts';
import type { SituationRow, SituationView } from './situation-page.ts';

const week = 7 * 86_400;

type Moved = readonly [now: number, before: number, trend: SituationRow['trend']];

const row = (title: string, [now, before, trend]: Moved, seq?: number): SituationRow => ({
  title,
  now,
  before,
  trend,
  ...(seq === undefined ? {} : { seq }),
});

export const situation: SituationView = {
  period: 'year',
  steps: Array.from({ length: 52 }, (_, index) => ({
    from: sampleNow - (52 - index) * week,
    until: sampleNow - (51 - index) * week,
    records: (index * 37) % 23,
    sightings: index < 30 ? 0 : (index * 11) % 7,
  })),
  kinds: [
    { ...row('vulnerability', [431, 402, 'same']), kind: 'vulnerability', search: '/records?kind=vulnerability' },
    { ...row('x-invented', [3, 0, 'new']), kind: 'x-invented', search: '/records?kind=x-invented' },
  ],
  blocks: {
    technique: [
      row('Spear phishing attachment', [14, 6, 'more'], 7),
      row('Modify controller tasking', [5, 9, 'less'], 8),
    ],
    software: [row('Loader seen at substations', [4, 0, 'new'], 9)],
    sector: [row('energy', [21, 20, 'same'])],
    seen: [row('Address seen on a gateway', [112, 40, 'more'], 11)],
    product: [{ ...row('Acme · Gateway', [6, 2, 'more']), search: '/records?q=Acme%20Gateway' }],
    place: [],
  },
  counted: 1_400,
  held: 1_420,
};

export const graphView: GraphView = {
  seq: 48_102,
  nodes: [
    { title: 'Intrusion at a substation', kind: 'report', seq: 48_102 },
    { title: 'Spear phishing attachment', kind: 'attack-pattern', seq: 7 },
    { title: 'Loader seen at substations', kind: 'malware', seq: 9 },
    { title: 'identity--5d7f3b61-6c1e-4f0b-9a34-1f2f7f0c8a11', kind: 'identity' },
  ],
  edges: [
    { source: 0, target: 1, relation: 'object' },
    { source: 0, target: 2, relation: 'object' },
    { source: 2, target: 3, relation: 'targets' },
  ],
  leftOut: 3,
};
