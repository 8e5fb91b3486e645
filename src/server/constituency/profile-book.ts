import { emptyProfile, type Profile, profileText, readProfile } from '#desks/infrastructure/profile.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { bodyHash, saltLength } from '#protocol/record/salted-body.ts';
import type { DutyContact } from '../party/card-contact.ts';
import { custodyOf, keepFor, signFor } from '../party/custody.ts';
import type { Party } from '../party/party.ts';
import { knownPeer } from '../party/peer-book.ts';
import { knownConstituent } from './constituent-book.ts';

/** What an organisation declares, and whom to write to when it does not answer. */
export interface Declaration {
  readonly profile: Profile;
  /** Addresses of functions. For who has a server they stand in its card instead. Spec: NTC-11. */
  readonly contacts: readonly DutyContact[];
}

/** The declaration held here, and when it was made (Unix seconds); the empty one when nothing is declared. */
export function declarationOf(party: Party, id: string): Declaration & { readonly at?: number } {
  const row = party.db.get<{ body: string; contacts: string; at: number }>(
    'SELECT body, contacts, at FROM constituent_profile WHERE party = ?',
    id,
  );
  if (row === undefined) return { profile: emptyProfile, contacts: [] };
  return { profile: readProfile(row.body), contacts: JSON.parse(row.contacts) as DutyContact[], at: row.at };
}

/**
 * Keeps what an organisation declares. The log holds a salted hash, signed by the key kept for it,
 * or by us for who has its own; the declaration itself can be erased. Spec: CST-10.
 */
export function declare(party: Party, id: string, { profile, contacts }: Declaration): void {
  knownConstituent(party, id);
  const { history } = knownPeer(party, id);
  const text = profileText(profile);
  const salt = party.powers.random(saltLength);
  const only = [party.id, id].toSorted();
  const head = {
    kind: 'profile',
    label: { tlp: 'amber+strict', only },
    data: { of: id, profile: bodyHash(salt, utf8(text)) },
  } as const;
  party.transaction(() => {
    const custody = custodyOf(party, history);
    const record = custody === undefined ? party.record(head) : signFor(party, custody, head);
    if (custody !== undefined) keepFor(party, custody, 'profile', record.note);
    party.db.run(
      `INSERT INTO constituent_profile (party, body, salt, record, contacts, at) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET body = excluded.body, salt = excluded.salt, record = excluded.record,
         contacts = excluded.contacts, at = excluded.at`,
      id,
      text,
      salt,
      record.id,
      JSON.stringify(contacts),
      party.now,
    );
  });
  party.sealOrWait();
}
