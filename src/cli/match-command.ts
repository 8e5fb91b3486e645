import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { type MatchReport, matchStream } from '#server/matching/match-stream.ts';
import { command, shared, UsageError } from './command.ts';
import { changeParty, commandLine, pendingNote } from './party-access.ts';

function levelOf(word = 'amber+strict'): Tlp {
  const level = tlpLevels.find((known) => known === word);
  if (level === undefined) throw new UsageError(`match: --label is one of ${tlpLevels.join(', ')}`);
  return level;
}

const summary = (report: MatchReport): string =>
  `${report.lines} lines, ${report.observations} observations: ${report.matches} matches of ${report.indicators} indicators, ${report.guarded} guarded, ${report.refused} lines refused; ${report.sightings} sightings stated\n`;

const faultLines = ({ faults, stopped }: MatchReport): string =>
  [
    ...faults.map(({ line, code }) => `refused ${code} line ${line}\n`),
    ...(stopped > 0
      ? [`Indicators were stopped ${stopped} times because of their cost; the page Matching names them.\n`]
      : []),
  ].join('');

/** `comity match`: observations from standard input against every indicator held. */
export const match = command({
  about: 'Match observations, one JSON object a line on standard input, with all indicators held',
  words: [],
  options: {
    ...shared,
    label: {
      type: 'string',
      value: 'LEVEL',
      about: `Level of the sightings: ${tlpLevels.join(', ')}; amber+strict if not given`,
    },
  },
  example: 'match --data ./party --label green < observations.jsonl',
  notes: `A line is {"type":"ipv4-addr","value":"192.0.2.1","at":"2026-01-31T12:00:00Z","count":3}, or any other
observable of STIX with "at" and "count" beside it, or observed-data with its objects, or a bundle.
Only counts of what matched are kept. Exit code 1: every line was refused.`,
  async run({ values }, terminal) {
    const label = { tlp: levelOf(values.label) };
    const progress = (lines: number): void => terminal.err(`\r${lines} lines`);
    const { report, note } = await changeParty(values.data, 'match', async (party) => {
      const done = await matchStream(party, terminal.input, { label, ...(terminal.isScreen ? { progress } : {}) });
      party.deed(commandLine, 'match', `${done.matches} of ${done.observations}`);
      return { report: done, note: pendingNote(party) };
    });
    if (terminal.isScreen) terminal.err('\n');
    if (values.json === true) terminal.out(`${JSON.stringify(report)}\n`);
    else {
      terminal.out(summary(report));
      terminal.err(faultLines(report) + note);
    }
    return report.refused > 0 && report.observations === 0 ? 1 : 0;
  },
});
