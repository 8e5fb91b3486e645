import { Fields } from '#protocol/bytes/fields.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { type DutyContact, readContacts } from './card-contact.ts';
import { isWithoutServer } from './custody.ts';
import { publishCard } from './open-party.ts';
import { queue } from './outbox.ts';
import type { Party } from './party.ts';
import { introductionJson, knownPeer, ownIntroduction, partners, peer } from './peer-book.ts';

/** What an organisation without a server declared: its card stays as it was signed. Spec: CST-10. */
const declaredContacts = (party: Party, id: string): readonly DutyContact[] => {
  const row = party.db.get<{ contacts: string }>('SELECT contacts FROM constituent_profile WHERE party = ?', id);
  return row === undefined ? [] : (JSON.parse(row.contacts) as DutyContact[]);
};

/** The duty contacts that a party's newest card names, in order; none when it names none. Spec: NTC-11. */
export function contactsOf(party: Party, id: string): readonly DutyContact[] {
  if (isWithoutServer(party, id)) return declaredContacts(party, id);
  const card = peer(party, id)?.card;
  return card === undefined ? [] : readContacts(new Fields(parseRecordHead(card.text).data));
}

/** States our duty contacts in a new card, in the log and to every partner. Spec: NTC-11, IDN-7. */
export function setContacts(party: Party, contacts: readonly DutyContact[]): void {
  party.transaction(() => {
    party.meta.set('contacts', JSON.stringify(contacts));
    publishCard(party, { names: knownPeer(party, party.id).names, url: party.url });
    const body = utf8(introductionJson(ownIntroduction(party)));
    for (const { id } of partners(party)) queue(party, { party: id, path: '/link/hello', body, topic: 'hello' });
  });
  party.sealOrWait();
}
