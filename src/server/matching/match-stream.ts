import { longestLine } from '#exchange/stix/match/observation.ts';
import type { Label } from '#protocol/record/label.ts';
import type { Party } from '../party/party.ts';
import { heldIndicators } from './held-indicators.ts';
import { lineStream, tooLong } from './line-stream.ts';
import { keepMatches } from './match-book.ts';
import { MatchRun, type RefusedLine } from './match-run.ts';
import { stateSightings } from './state-sightings.ts';

/** What became of a stream. */
export interface MatchReport {
  readonly lines: number;
  readonly observations: number;
  readonly refused: number;
  /** The first hundred. */
  readonly faults: readonly RefusedLine[];
  /** How often indicators were matched, and how many. */
  readonly matches: number;
  readonly indicators: number;
  readonly guarded: number;
  /** How often an indicator was stopped because of its cost. */
  readonly stopped: number;
  /** Sightings stated now; others follow with later matches of the same hour. */
  readonly sightings: number;
}

export interface StreamOptions {
  /** Of the stream: what is seen in it goes no wider. */
  readonly label: Label;
  /** Told now and then how many lines were read. */
  readonly progress?: (lines: number) => void;
}

const sum = (rows: Iterable<{ readonly count: number }>): number => {
  let total = 0;
  for (const { count } of rows) total += count;
  return total;
};

/** Lines after which others get their turn. */
const portion = 10_000;

function reportOf(run: MatchRun, sightings: number): MatchReport {
  return {
    lines: run.lines,
    observations: run.observations,
    refused: run.refusedLines,
    faults: run.refused,
    matches: sum(run.hits.values()),
    indicators: run.hits.size,
    guarded: sum(run.guarded),
    stopped: sum(run.stopped),
    sightings,
  };
}

/**
 * Matches every line of a stream with all indicators held. Only counts are kept, and only of what
 * matched. Spec: MAT-10, MAT-14.
 */
export async function matchStream(
  party: Party,
  chunks: AsyncIterable<Uint8Array>,
  { label, progress }: StreamOptions,
): Promise<MatchReport> {
  await heldIndicators(party).takeAll(party);
  const run = new MatchRun(party);
  for await (const line of lineStream(chunks, longestLine)) {
    if (line === tooLong) {
      run.lines++;
      run.refuse('observation-size');
    } else run.line(line);
    if (run.lines % portion === 0) progress?.(run.lines);
  }
  progress?.(run.lines);
  keepMatches(party, run, label);
  return reportOf(run, stateSightings(party));
}
