import { idOfName } from '#exchange/stix/identifier.ts';
import { withMarking } from '#exchange/stix/marking.ts';
import type { StixObject } from '#exchange/stix/stix-object.ts';
import type { Tlp } from '#protocol/record/label.ts';

const week = 7 * 86_400;

/** What was seen how often, week by week up to now. */
const seen: readonly {
  readonly by: 'aldoria' | 'calder';
  readonly indicator: string;
  readonly level: Tlp;
  readonly counts: readonly number[];
}[] = [
  {
    by: 'aldoria',
    indicator: 'indicator--52d3809e-af61-4ec7-8e69-9143b0d57f8a',
    level: 'green',
    counts: [1, 0, 2, 3, 2, 6, 9, 14, 11, 4],
  },
  {
    by: 'aldoria',
    indicator: 'indicator--8506b3c1-d294-41fa-919c-c476e308a2bd',
    level: 'green',
    counts: [0, 0, 0, 1, 1, 2, 2, 5, 3, 0],
  },
  {
    by: 'calder',
    indicator: 'indicator--0f3c2a5e-7b1d-4c55-8a0c-6b9a3a1e2d01',
    level: 'amber',
    counts: [0, 0, 0, 0, 12, 31, 8, 4, 2, 1],
  },
];

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

function sighting(indicator: string, count: number, lastSeen: number): StixObject {
  return {
    type: 'sighting',
    spec_version: '2.1',
    id: idOfName('sighting', `${indicator} ${lastSeen}`),
    created: iso(lastSeen),
    modified: iso(lastSeen),
    sighting_of_ref: indicator,
    first_seen: iso(lastSeen - week / 2),
    last_seen: iso(lastSeen),
    count,
  };
}

/** Sightings of the last weeks before `now` (Unix seconds), by who states them. */
export function demoSightings(now: number): Readonly<Record<'aldoria' | 'calder', readonly StixObject[]>> {
  const of = (party: 'aldoria' | 'calder'): StixObject[] =>
    seen
      .filter(({ by }) => by === party)
      .flatMap(({ indicator, level, counts }) =>
        counts.flatMap((count, index) => {
          const lastSeen = now - (counts.length - index) * week + week / 2;
          return count === 0 ? [] : [withMarking(sighting(indicator, count, lastSeen), { tlp: level })];
        }),
      );
  return { aldoria: of('aldoria'), calder: of('calder') };
}
