import type { Party } from './party.ts';
import type { Name } from './peer-book.ts';

/** A party by id, with the name it gives itself in one language. */
export interface NamedParty {
  readonly id: string;
  readonly name: string;
}

/** The text for a language, else the English one, else the first. */
export function inLanguage(texts: readonly Name[], language: string): string | undefined {
  const found = texts.find(({ lang }) => lang === language) ?? texts.find(({ lang }) => lang === 'en') ?? texts[0];
  return found?.text;
}

/** Names of all parties known here, in one language. Made for one page, so that it reads the cards once. */
export class PartyNames {
  readonly #names: ReadonlyMap<string, string>;

  constructor(party: Party, language: string) {
    const rows = party.db.all<{ id: string; names: string }>('SELECT id, names FROM party');
    this.#names = new Map(rows.map(({ id, names }) => [id, inLanguage(JSON.parse(names) as Name[], language) ?? id]));
  }

  /** The party; one that is not known shows the beginning of its id. */
  of(id: string): NamedParty {
    return { id, name: this.#names.get(id) ?? `${id.slice(0, 8)}…` };
  }

  /** All known parties in the order of their names. */
  all(): NamedParty[] {
    return [...this.#names].map(([id, name]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name));
  }
}
