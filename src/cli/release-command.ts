import { agreements } from '#server/party/agreement-book.ts';
import { type ForecastLine, forecastRelease } from '#server/process/release-forecast.ts';
import { command, shared, UsageError } from './command.ts';
import { readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';
import { labelWords, type ReasonPlace, reasonLines, waitingWords } from './reason-words.ts';

const fates = ['leaves', 'waits', 'stays', 'had'] as const;
type Fate = (typeof fates)[number];

const wording: Readonly<Record<Fate, string>> = {
  leaves: 'leave',
  waits: 'wait',
  stays: 'stay',
  had: 'it has already',
};

const counts = (of: Readonly<Record<Fate, number>>): string =>
  fates
    .filter((fate) => fate === 'leaves' || of[fate] > 0)
    .map((fate) => `${of[fate]} ${wording[fate]}`)
    .join(', ');

const sum = (lines: readonly ForecastLine[], fate: Fate): number =>
  lines.reduce((total, line) => total + line[fate], 0);

const totalOf = (lines: readonly ForecastLine[]): Record<Fate, number> => ({
  leaves: sum(lines, 'leaves'),
  waits: sum(lines, 'waits'),
  stays: sum(lines, 'stays'),
  had: sum(lines, 'had'),
});

function lineText(line: ForecastLine, agreed: ReasonPlace['agreements']): string {
  const { facts, waits, reasons } = line;
  const origin = facts.holding === 'own' ? 'our own' : `of ${facts.author.slice(0, 8)}…`;
  const waiting = waits > 0 ? `  waits:   ${waitingWords}\n` : '';
  return `${counts(line)}: ${facts.kind}, ${labelWords(facts.label)}, ${origin}\n${reasonLines(reasons, { facts, agreements: agreed })}${waiting}`;
}

const lineJson = ({ facts, reasons, ...numbers }: ForecastLine) => {
  const { kind, label, author } = facts;
  return { kind, label, author, ...numbers, reasons };
};

/** `comity release --dry-run`: what would leave, and what would not and why. */
export const release = command({
  about: 'Show what would leave to a party if it asked now, and what would not and why',
  words: [],
  options: {
    ...shared,
    'dry-run': { type: 'boolean', about: 'Must be given: real releases are made by the server, when a partner asks' },
    to: {
      type: 'string',
      value: 'PARTY',
      about: 'First characters of its id (8 or more), or its name',
      required: true,
    },
  },
  example: 'release --dry-run --data ./party --to "Bereth Cyber Centre"',
  async run({ values }, terminal) {
    if (values['dry-run'] !== true) throw new UsageError('release: only --dry-run is offered here');
    const text = await readParty(values.data, (party) => {
      const to = partyNamed(party, values.to);
      const lines = forecastRelease(party, to.id);
      const totals = totalOf(lines);
      if (values.json === true) return `${JSON.stringify({ to: to.id, ...totals, classes: lines.map(lineJson) })}\n`;
      const agreed = agreements(party);
      const head = `To ${nameOf(to)}: ${counts(totals)}.\n`;
      return head + lines.map((line) => `\n${lineText(line, agreed)}`).join('');
    });
    terminal.out(text);
    return 0;
  },
});
