import { firstDay, type Period, periodBefore, seriesOf, trendOf } from '#desks/infrastructure/trend.ts';
import type { AspectTopic } from '#exchange/stix/aspects.ts';
import { sectorsOfIdentity } from '#exchange/stix/aspects.ts';
import { link } from '#web/link.ts';
import {
  type SituationPeriod,
  type SituationRow,
  type SituationView,
  situationPage,
  situationPeriods,
} from '#web/pages/situation-page.ts';
import { contentOf } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { countOf, countsByDay, situationReach, topSubjects } from '../party/situation-counts.ts';
import type { PageRoute } from './page-route.ts';
import { sendPage, type Visit } from './visit.ts';

const secondsPerDay = 86_400;
const shown = 10;
/** Identities looked at for their sectors. */
const mostIdentities = 200;

const lengths: Readonly<Record<SituationPeriod, Omit<Period, 'until'>>> = {
  month: { steps: 30, daysPerStep: 1 },
  year: { steps: 52, daysPerStep: 7 },
  'five-years': { steps: 60, daysPerStep: 30 },
};

function stepsOf(party: Party, period: Period): SituationView['steps'] {
  const records = seriesOf(countsByDay(party, 'kind', period), period);
  const sightings = seriesOf(countsByDay(party, 'seen', period), period);
  return records.map((count, index) => {
    const from = firstDay(period) + index * period.daysPerStep;
    return {
      from: from * secondsPerDay,
      until: (from + period.daysPerStep - 1) * secondsPerDay,
      records: count,
      sightings: sightings[index] ?? 0,
    };
  });
}

const compared = (now: number, before: number): Pick<SituationRow, 'now' | 'before' | 'trend'> => ({
  now,
  before,
  trend: trendOf(now, before),
});

interface Ranked {
  readonly topic: AspectTopic;
  readonly prefix?: string;
}

/** The most frequent objects of a topic. What is named but not held here is counted without a name, and left out. */
function objects(party: Party, period: Period, ...topics: readonly Ranked[]): SituationRow[] {
  const before = periodBefore(period);
  return topics
    .flatMap(({ topic, prefix }) =>
      topSubjects(party, { topic, period, most: shown, ...(prefix === undefined ? {} : { prefix }) }).flatMap(
        ({ subject, count }): SituationRow[] => {
          const held = party.items.newestOf(subject);
          if (held === undefined) return [];
          const { seq, title } = held;
          return [{ title, seq, ...compared(count, countOf(party, topic, subject, before)) }];
        },
      ),
    )
    .toSorted((a, b) => b.now - a.now)
    .slice(0, shown);
}

function products(party: Party, period: Period): SituationRow[] {
  const before = periodBefore(period);
  return topSubjects(party, { topic: 'product', period, most: shown }).map(({ subject, count }) => ({
    title: subject,
    search: link('/records', { q: subject.replace(' · ', ' ') }),
    ...compared(count, countOf(party, 'product', subject, before)),
  }));
}

/** Sectors that records name themselves, and those of the identities that they name. */
function sectorCounts(party: Party, period: Period): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (sector: string, count: number): void => void counts.set(sector, (counts.get(sector) ?? 0) + count);
  for (const { subject, count } of topSubjects(party, { topic: 'sector', period, most: mostIdentities }))
    add(subject, count);
  for (const { subject, count } of topSubjects(party, {
    topic: 'named',
    period,
    prefix: 'identity--',
    most: mostIdentities,
  })) {
    const held = party.items.newestOf(subject);
    if (held !== undefined && held.text !== null)
      for (const sector of sectorsOfIdentity(contentOf(held.text))) add(sector, count);
  }
  return counts;
}

function sectors(party: Party, period: Period): SituationRow[] {
  const before = sectorCounts(party, periodBefore(period));
  return [...sectorCounts(party, period)]
    .map(([title, count]): SituationRow => ({ title, ...compared(count, before.get(title) ?? 0) }))
    .toSorted((a, b) => b.now - a.now || (a.title < b.title ? -1 : 1))
    .slice(0, shown);
}

function kinds(party: Party, period: Period): SituationView['kinds'] {
  const before = periodBefore(period);
  return topSubjects(party, { topic: 'kind', period, most: shown }).map(({ subject, count }) => ({
    kind: subject,
    title: subject,
    search: link('/records', { kind: subject }),
    ...compared(count, countOf(party, 'kind', subject, before)),
  }));
}

function show(visit: Visit): Response {
  const { party, query, reader } = visit;
  const key = situationPeriods.find((period) => period === query.get('period')) ?? 'year';
  const period: Period = { ...lengths[key], until: Math.floor(party.now / secondsPerDay) };
  const view: SituationView = {
    period: key,
    steps: stepsOf(party, period),
    kinds: kinds(party, period),
    blocks: {
      technique: objects(party, period, { topic: 'named', prefix: 'attack-pattern--' }),
      software: objects(party, period, { topic: 'named', prefix: 'malware--' }, { topic: 'named', prefix: 'tool--' }),
      sector: sectors(party, period),
      seen: objects(party, period, { topic: 'seen' }),
      product: products(party, period),
      place: objects(party, period, { topic: 'named', prefix: 'location--' }),
    },
    ...situationReach(party),
  };
  return sendPage(situationPage(view, reader));
}

/** What is going on, from what is held. Spec: SIT-3. */
export const situationRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/situation', needs: 'read-records', answer: show },
];
