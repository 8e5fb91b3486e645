import { agreements } from '#server/party/agreement-book.ts';
import { type AccountFate, accountRelease, type ReleaseAccount } from '#server/party/release-account.ts';
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

const fateWords: Readonly<Record<AccountFate, string>> = {
  arrived: 'sent, and the party has countersigned',
  'under-way': 'in releases that are made and not countersigned yet',
  next: 'go at the next meeting',
  waits: 'wait for records that they name',
  'from-there': 'already there: they came from the party, or it stated them',
  refused: 'refused',
};

/** Every record held here under one fate, the lines adding up to the last. */
function accountText(to: string, { held, lines }: ReleaseAccount): string {
  const width = String(held).length;
  const rows = lines.map(({ fate, rules, count }) => {
    const by = rules.length === 0 ? '' : ` by ${rules.join(', ')}`;
    return `${String(count).padStart(width)}  ${fateWords[fate]}${by}\n`;
  });
  return `Of the records held here, towards ${to}:\n${rows.join('')}${held}  in all\n`;
}

/** `comity release --dry-run`: what would leave, and what would not and why. */
export const release = command({
  about: 'Show what would leave to a party if it asked now, or what has become of every record towards it',
  words: [],
  options: {
    ...shared,
    'dry-run': {
      type: 'boolean',
      about: 'What would leave now, by kind and label; releases are made by the server alone',
    },
    account: { type: 'boolean', about: 'How many records were sent, are refused by which rule, or are there already' },
    to: {
      type: 'string',
      value: 'PARTY',
      about: 'First characters of its id (8 or more), or its name',
      required: true,
    },
  },
  example: 'release --dry-run --data ./party --to "Bereth Cyber Centre"',
  async run({ values }, terminal) {
    if ((values['dry-run'] === true) === (values.account === true))
      throw new UsageError('release: give either --dry-run or --account');
    const text = await readParty(values.data, (party) => {
      const to = partyNamed(party, values.to);
      if (values.account === true) {
        const account = accountRelease(party, to.id);
        return values.json === true
          ? `${JSON.stringify({ to: to.id, ...account })}\n`
          : accountText(nameOf(to), account);
      }
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
