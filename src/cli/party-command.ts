import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, peers, readIntroduction } from '#server/party/peer-book.ts';
import { command, group, shared, UsageError } from './command.ts';
import { fetchBytes, isUrl } from './outside.ts';
import { changeParty, commandLine, readParty } from './party-access.ts';
import { fingerprint, nameOf } from './party-reference.ts';

const introductionBytes = 500_000;

/** Groups and capitals are for reading aloud; the whole id must be there. */
function pinned(word: string | undefined): string | undefined {
  if (word === undefined) return undefined;
  const id = word.replaceAll(/[\s:]/g, '').toLowerCase();
  if (/^[0-9a-f]{64}$/.test(id)) return id;
  throw new UsageError('party add: --id is the whole fingerprint, 64 hexadecimal digits');
}

function checkId(found: string, expected: string | undefined): void {
  if (expected !== undefined && found !== expected)
    throw new Fault('party-id-differs', `The server is that of party ${found}, not of the one expected.`);
}

const add = command({
  about: 'Get to know another party by the address of its server',
  words: ['URL'],
  options: {
    ...shared,
    id: { type: 'string', value: 'FINGERPRINT', about: 'Its fingerprint, learnt over another channel' },
    'trust-first-use': { type: 'boolean', about: 'Take the identity that the server shows' },
  },
  example: 'party add --data ./party http://127.0.0.1:8471 --trust-first-use',
  notes: 'Both parties have to add each other before their servers speak.',
  async run({ values, words: [url = ''] }, terminal) {
    if (!isUrl(url)) throw new UsageError('party add: URL begins with https:// or http://');
    const id = pinned(values.id);
    if ((id === undefined) === (values['trust-first-use'] !== true))
      throw new UsageError('party add: give either --id FINGERPRINT or --trust-first-use');
    const bytes = await fetchBytes(`${url.replace(/\/$/, '')}/.well-known/comity/identity`, introductionBytes);
    const { history, card, cardNote } = readIntroduction(fromUtf8(bytes));
    checkId(history.party, id);
    const known = await changeParty(values.data, 'party', (party) =>
      party.transaction(() => {
        party.deed(commandLine, 'party-add', history.party);
        return keepPeer(party, { history: history.notes, card: cardNote }, true);
      }),
    );
    const shown = { party: known.id, name: nameOf(known), url: card.url, fingerprint: fingerprint(known.id) };
    terminal.out(
      values.json === true ? `${JSON.stringify(shown)}\n` : `${shown.name}\n${shown.url}\n${shown.fingerprint}\n`,
    );
    return 0;
  },
});

interface Listed {
  readonly party: string;
  readonly name: string;
  readonly kind: string;
  readonly url: string | undefined;
  /** Unix seconds of the last good meeting. */
  readonly lastMet: number | undefined;
  readonly fault: string | undefined;
  /** Seconds by which its clock is ahead of ours; behind: negative. */
  readonly ahead: number;
}

/** The other parties known, and how the link with each is. */
export const listed = (party: Party): Listed[] =>
  peers(party)
    .filter(({ id }) => id !== party.id)
    .map((known) => {
      const link = party.db.get<{ last_good: number; fault: string | null; ahead: number }>(
        'SELECT last_good, fault, ahead FROM link WHERE party = ?',
        known.id,
      );
      const lastMet = link === undefined || link.last_good === 0 ? undefined : Math.floor(link.last_good / 1_000_000);
      return {
        party: known.id,
        name: nameOf(known),
        kind: known.kind,
        url: known.url,
        lastMet,
        fault: link?.fault ?? undefined,
        ahead: link?.ahead ?? 0,
      };
    });

const lineOf = ({ party, name, kind, url, lastMet, fault }: Listed): string => {
  const met = lastMet === undefined ? 'never met' : `met ${new Date(lastMet * 1000).toISOString()}`;
  return `${[party.slice(0, 12), name, kind, url ?? 'no server', met, fault ?? ''].join('\t').trimEnd()}\n`;
};

const list = command({
  about: 'List the parties known',
  words: [],
  options: shared,
  example: 'party list --data ./party',
  async run({ values }, terminal) {
    const all = await readParty(values.data, listed);
    terminal.out(values.json === true ? `${JSON.stringify(all)}\n` : all.map(lineOf).join(''));
    return 0;
  },
});

/** `comity party`: the other parties that this one knows. */
export const party = group(
  'Add and list other parties',
  { add, list },
  'party add --data ./party http://127.0.0.1:8471 --trust-first-use',
);
