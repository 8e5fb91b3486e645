import { agreements } from '#server/party/agreement-book.ts';
import { explainRelease } from '#server/party/explain-release.ts';
import type { Party } from '#server/party/party.ts';
import { namesClosed } from '#server/party/references.ts';
import { contextFor, openClasses } from '#server/party/release-context.ts';
import { command, shared } from './command.ts';
import { readParty } from './party-access.ts';
import { nameOf, partyNamed } from './party-reference.ts';
import { labelWords, reasonLines, reasonWords, waitingWords } from './reason-words.ts';
import { recordNamed } from './record-reference.ts';

interface Explained {
  readonly text: string;
  readonly json: object;
}

function explained(party: Party, record: string, to: string): Explained {
  const row = recordNamed(party, record);
  const recipient = partyNamed(party, to);
  const { verdict, grant, reasons } = explainRelease(party, row.seq, recipient.id);
  const open = openClasses(party, contextFor(party, recipient.id));
  const waits = verdict === 'allowed' && namesClosed(party, open, row.seq, recipient.id);
  const facts = party.items.factsOf(row.class);
  const place = { facts, agreements: agreements(party) };
  const chain = reasons.map((reason) => ({ ...reason, words: reasonWords(reason, place) }));
  const cited = grant === undefined ? {} : { grant: { agreement: grant.agreement, clause: grant.clause.n } };
  const about = { seq: row.seq, object: row.object, version: row.version, kind: facts.kind, label: facts.label };
  const title = row.title === '' ? row.object : `${row.title} (${row.object})`;
  const text = `${title}
Record ${row.seq}, ${facts.kind}, ${labelWords(facts.label)}
To ${nameOf(recipient)} (${recipient.id.slice(0, 8)}…): ${verdict}${waits ? ', but it waits' : ''}
${reasonLines(reasons, place)}${waits ? `  waits:   ${waitingWords}\n` : ''}`;
  return { text, json: { record: about, to: recipient.id, verdict, waits, ...cited, reasons: chain } };
}

/** `comity explain`: the release decision for one record and party. */
export const explain = command({
  about: 'Explain why a record may or may not be released to a party',
  words: ['RECORD', 'PARTY'],
  options: shared,
  example: 'explain --data ./party indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f "Bereth Cyber Centre"',
  notes: 'RECORD is its number or STIX id; PARTY the first 8 or more characters of its id, or its name.',
  async run({ values, words: [record = '', to = ''] }, terminal) {
    const { text, json } = await readParty(values.data, (party) => explained(party, record, to));
    terminal.out(values.json === true ? `${JSON.stringify(json)}\n` : text);
    return 0;
  },
});
