import { hash } from 'node:crypto';
import { IndicatorIndex } from '#exchange/stix/match/indicator-index.ts';
import { readObservationLine } from '#exchange/stix/match/observation.ts';
import { parsePattern } from '#exchange/stix/pattern/parse-pattern.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { scaled } from './plan.ts';
import { compared, race, type Trial } from './race.ts';

const address = (n: number): string => `10.${(n >>> 16) & 255}.${(n >>> 8) & 255}.${n & 255}`;
const digest = (n: number): string => hash('sha256', `invented ${n}`);

/** The value of the `n`-th indicator or observation, by turns an address, a name, a hash and a link. */
const kinds = [
  { type: 'ipv4-addr', path: 'value', value: address },
  { type: 'domain-name', path: 'value', value: (n: number) => `host-${n}.example` },
  { type: 'file', path: "hashes.'SHA-256'", value: digest },
  { type: 'url', path: 'value', value: (n: number) => `https://host-${n}.example/start` },
] as const;
const kindOf = (n: number): (typeof kinds)[number] => kinds[n % 4] ?? kinds[0];

const patternOf = (n: number): string => {
  const { type, path, value } = kindOf(n);
  return `[${type}:${path} = '${value(n)}']`;
};

function lineOf(n: number): string {
  const { type, value } = kindOf(n);
  const seen = type === 'file' ? { hashes: { 'SHA-256': value(n) } } : { value: value(n) };
  return JSON.stringify({ type, ...seen, at: '2026-03-01T00:00:00Z', count: 1 });
}

function loaded(count: number): IndicatorIndex {
  const index = new IndicatorIndex();
  for (let n = 0; n < count; n++) {
    const { pattern } = parsePattern(patternOf(n));
    if (pattern === undefined) throw new Error(`Pattern ${n} was refused.`);
    index.add({ id: `indicator--${n}`, pattern, from: 0, until: Number.POSITIVE_INFINITY });
  }
  return index;
}

/** Every thousandth line is about something that is looked for. */
const linesOf = (count: number, held: number): string[] =>
  Array.from({ length: count }, (_, n) => lineOf(n % 1_000 === 0 ? n % held : held + n));

const observing =
  (index: IndicatorIndex, lines: readonly string[], expected: number): Trial =>
  () =>
  () => {
    let hits = 0;
    for (const line of lines)
      for (const observation of readObservationLine(line, 0)) hits += index.observe(observation).hits.length;
    if (hits !== expected) throw new Error(`${hits} matches instead of ${expected}.`);
    return lines.length;
  };

const mebibytes = (): number => process.memoryUsage().heapUsed / 2 ** 20;

/** Indicators loaded, observations matched from lines of text, and the memory that the index needs. */
export async function matchingRows({ plan }: Bench): Promise<BenchRow[]> {
  const [held, seen] = [scaled(plan, 100_000), scaled(plan, 200_000)];
  const lines = linesOf(seen, held);
  const before = mebibytes();
  const index = loaded(held);
  const memory = Math.max(0.1, mebibytes() - before);
  const texts = Math.max(0.1, (held * (patternOf(2).length + 50)) / 2 ** 20);
  const matched = await race(plan, observing(index, lines, Math.ceil(seen / 1_000)), () => () => {
    for (const line of lines) JSON.parse(line);
    return lines.length;
  });
  const loading = await race(
    plan,
    () => () => {
      loaded(held);
      return held;
    },
    () => () => {
      for (let n = 0; n < held; n++) JSON.stringify(patternOf(n));
      return held;
    },
  );
  return [
    {
      id: 'matching',
      what: `observations matched with ${held.toLocaleString('en')} indicators, 1 hit in 1,000`,
      unit: '/s',
      limit: 'bare JSON.parse of the lines',
      ...matched,
    },
    {
      id: 'matching-loaded',
      what: 'indicators parsed and indexed',
      unit: '/s',
      limit: 'writing the patterns',
      ...loading,
    },
    {
      id: 'matching-memory',
      what: 'memory of the index, garbage included',
      unit: 'MiB',
      limit: 'the texts of patterns and ids',
      ...compared([[memory, texts]]),
    },
  ];
}
