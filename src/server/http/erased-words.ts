import type { Party } from '../party/party.ts';

/** When the words of an act were erased here, Unix seconds; undefined for words that are here or have not come. Spec: CEX-17. */
export const erasedAt = (party: Party, id: string, hash: string): number | undefined =>
  party.db.get<{ erased: number | null }>('SELECT erased FROM case_body WHERE case_id = ? AND hash = ?', id, hash)
    ?.erased ?? undefined;
