import { readFileSync } from 'node:fs';
import { contactTitle, readContactCard } from '#desks/stability/contact-card.ts';
import { isOpenAt, staleness, watchAt } from '#desks/stability/contact-now.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { type HeldContact, heldContacts } from '#server/contact/held-contact.ts';
import { stateContact } from '#server/contact/state-contact.ts';
import type { Party } from '#server/party/party.ts';
import { knownPeer } from '#server/party/peer-book.ts';
import { chosen, command, group, shared } from './command.ts';
import { changeParty, commandLine, readParty } from './party-access.ts';
import { nameOf } from './party-reference.ts';

const levels = Object.fromEntries(tlpLevels.map((level) => [level, level]));

function told(party: Party, { author, card, label, at, id }: HeldContact) {
  const stale = staleness(card, at, party.now);
  const watch = watchAt(card, party.now);
  return {
    id,
    party: nameOf(knownPeer(party, author)),
    title: contactTitle(card, 'en'),
    now: stale ?? (watch === undefined ? (isOpenAt(card, party.now) ? 'open' : 'closed') : watch.title),
    ways: [...(watch?.ways ?? []), ...card.ways],
    label: label.tlp,
    card,
  };
}

const list = command({
  about: 'List the contact points that are known, and whether somebody is there now',
  words: [],
  options: shared,
  example: 'contact list --data ./party',
  async run({ values }, terminal) {
    await readParty(values.data, (party) => {
      const all = heldContacts(party).map((held) => told(party, held));
      if (values.json === true) terminal.out(`${JSON.stringify(all)}\n`);
      else
        for (const { party: name, title, now, ways } of all)
          terminal.out(`${name}\t${title}\t${now}\t${ways.map(({ kind, value }) => `${kind} ${value}`).join(', ')}\n`);
    });
    return 0;
  },
});

const state = command({
  about: 'State a contact card of ours, or its next version, from a file in the form of spec/contact.md',
  words: ['FILE'],
  options: {
    data: shared.data,
    label: { type: 'string', value: 'LEVEL', about: 'How far the card may go', required: true },
  },
  example: 'contact state card.json --label green --data ./party',
  run({ values, words: [file = ''] }, terminal) {
    const tlp = tlpLevels.find((level) => level === chosen(levels, values.label, 'contact: --label ')) ?? 'red';
    const card = readContactCard(readFileSync(file, 'utf8').trim());
    return changeParty(values.data, 'contact', (party) => {
      stateContact(party, card, { tlp });
      party.deed(commandLine, 'contact-state', card.name);
      terminal.out('Stated.\n');
      return 0;
    });
  },
});

/** `comity contact`: whom to reach. Spec: CNT-1, CNT-4. */
export const contact = group(
  'Contact points: list those of all parties, state our own',
  { list, state },
  'contact list --data ./party',
);
