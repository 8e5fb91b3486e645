import { bdi, type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** A party as pages name it. The name is in the reader's language where the party gave one. */
export interface PartyRef {
  readonly id: string;
  readonly name: string;
}

/** The party's name, leading to its page. */
export const partyLink = (party: PartyRef): Html => html`<a href="/parties/${party.id}">${bdi(party.name)}</a>`;

/** Names joined as the language joins them; "nobody" for none. */
export function partyNames(reader: Reader, parties: readonly PartyRef[]): Html {
  const { t, list } = words(reader);
  return parties.length === 0 ? t('party.nobody') : list(parties.map((party) => bdi(party.name)));
}

/** The reference of an id among those that a view names; an unknown id shows its first characters. */
export const findParty = (parties: readonly PartyRef[], id: string): PartyRef =>
  parties.find((party) => party.id === id) ?? { id, name: `${id.slice(0, 8)}…` };
