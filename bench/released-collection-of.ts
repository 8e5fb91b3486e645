import { ReleasedCollection } from '#server/egress/released-collection.ts';
import type { Party } from '#server/party/party.ts';
import type { Collection } from '#server/taxii/collection.ts';

/** What a partner's account reads over TAXII. */
export const releasedTo = (party: Party, partner: string): Collection =>
  new ReleasedCollection(party, partner, { alias: 'released', title: 'Bench', description: 'Bench' });
