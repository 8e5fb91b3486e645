import { type AgreementTerms, parseTerms } from '#protocol/agreement/agreement.ts';
import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { domainText } from '#protocol/bytes/domain-line.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import {
  type AgreementEntry,
  agreementById,
  agreements,
  proposeAgreement,
  signKnownAgreement,
  withdrawFromAgreement,
} from '#server/party/agreement-book.ts';
import type { Party } from '#server/party/party.ts';
import { peer } from '#server/party/peer-book.ts';
import { agreementNamed, clauseLines, titleOf } from './agreement-words.ts';
import { command, group, shared, type Terminal } from './command.ts';
import { readBounded } from './outside.ts';
import { changeParty, commandLine, pendingNote, readParty } from './party-access.ts';
import { nameOf } from './party-reference.ts';

const termsBytes = 60_000;

/** The terms in a file of JSON, members as in the specification. Faults: `agreement-file`, and those of terms. */
export function readTerms(text: string): AgreementTerms {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Fault('agreement-file', 'The file is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Fault('agreement-file', 'The file must hold one JSON object, the terms.');
  return parseTerms(domainText('comity/agreement/v1', value as JsonObject));
}

const partyName = (party: Party, id: string): string => {
  const known = peer(party, id);
  return known === undefined ? `${id.slice(0, 8)}…` : nameOf(known);
};

const brief = ({ agreement, standing, signedBy, withdrawnBy }: AgreementEntry) => ({
  id: agreement.id,
  title: titleOf(agreement.terms),
  standing,
  signedBy,
  withdrawnBy,
});

const day = (seconds: number): string => new Date(seconds * 1000).toISOString();

function wholeText(party: Party, entry: AgreementEntry): string {
  const { terms, id } = entry.agreement;
  const parties = terms.parties.map((member) => {
    const state = entry.withdrawnBy.includes(member)
      ? 'withdrawn'
      : entry.signedBy.includes(member)
        ? 'signed'
        : 'not signed';
    return `  ${partyName(party, member)} (${member.slice(0, 8)}…): ${state}\n`;
  });
  const clauses = terms.clauses.map(
    (clause) =>
      `Clause ${clause.n}\n${clauseLines(clause, (member) => partyName(party, member))
        .map((line) => `  ${line}\n`)
        .join('')}`,
  );
  return `${titleOf(terms)}
Id       ${id}
Form     ${terms.form}
Standing ${entry.standing}
Period   ${day(terms.start)} to ${day(terms.end)}
Parties
${parties.join('')}${clauses.join('')}`;
}

/** After an act on an agreement: where it stands now. */
function tell(terminal: Terminal, { entry, note }: { entry: AgreementEntry; note: string }, json: boolean): number {
  if (json) terminal.out(`${JSON.stringify(brief(entry))}\n`);
  else terminal.out(`${titleOf(entry.agreement.terms)}\n${entry.agreement.id}\n${entry.standing}\n`);
  terminal.err(note);
  return 0;
}

/** Runs an act on the agreement that a word names, and notes the deed. */
const act = (directory: string, word: string, deed: { what: string; work: (party: Party, id: string) => void }) =>
  changeParty(directory, 'agreement', (party) => {
    const { id } = agreementNamed(agreements(party), word).agreement;
    deed.work(party, id);
    party.deed(commandLine, deed.what, id);
    return { entry: agreementById(party, id), note: pendingNote(party) };
  });

const list = command({
  about: 'List the agreements known',
  words: [],
  options: shared,
  example: 'agreement list --data ./party',
  async run({ values }, terminal) {
    const all = await readParty(values.data, (party) => agreements(party).map(brief));
    const lines = all.map(({ id, title, standing }) => `${id.slice(0, 12)}\t${standing}\t${title}\n`);
    terminal.out(values.json === true ? `${JSON.stringify(all)}\n` : lines.join(''));
    return 0;
  },
});

const show = command({
  about: 'Show an agreement in plain words',
  words: ['ID'],
  options: shared,
  example: 'agreement show --data ./party 4f1a09c2',
  async run({ values, words: [id = ''] }, terminal) {
    const text = await readParty(values.data, (party) => {
      const entry = agreementNamed(agreements(party), id);
      return values.json === true
        ? `${JSON.stringify({ ...brief(entry), terms: entry.agreement.terms })}\n`
        : wholeText(party, entry);
    });
    terminal.out(text);
    return 0;
  },
});

const propose = command({
  about: 'Sign the terms in a file and offer them to their other parties',
  words: ['FILE.json'],
  options: shared,
  example: 'agreement propose --data ./party terms.json',
  notes: `The file holds form, titles, parties (ids in ascending order), start and end (Unix seconds) and clauses.
The server carries the offer to the others when it next runs.`,
  async run({ values, words: [file = ''] }, terminal) {
    const terms = readTerms(fromUtf8(readBounded(file, termsBytes)));
    const done = await changeParty(values.data, 'agreement', (party) => {
      const entry = proposeAgreement(party, terms);
      party.deed(commandLine, 'agreement-propose', entry.agreement.id);
      return { entry, note: pendingNote(party) };
    });
    return tell(terminal, done, values.json === true);
  },
});

const sign = command({
  about: 'Sign an agreement that another party proposed',
  words: ['ID'],
  options: shared,
  example: 'agreement sign --data ./party 4f1a09c2',
  async run({ values, words: [id = ''] }, terminal) {
    const done = await act(values.data, id, { what: 'agreement-sign', work: signKnownAgreement });
    return tell(terminal, done, values.json === true);
  },
});

const withdraw = command({
  about: 'Withdraw from an agreement; nothing more leaves under it',
  words: ['ID'],
  options: shared,
  example: 'agreement withdraw --data ./party 4f1a09c2',
  async run({ values, words: [id = ''] }, terminal) {
    const done = await act(values.data, id, { what: 'agreement-withdraw', work: withdrawFromAgreement });
    return tell(terminal, done, values.json === true);
  },
});

/** `comity agreement`: what is agreed with other parties. */
export const agreement = group(
  'List, show, propose, sign and withdraw from agreements',
  { list, show, propose, sign, withdraw },
  'agreement show --data ./party 4f1a09c2',
);
