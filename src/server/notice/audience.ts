import { agreements } from '../party/agreement-book.ts';
import type { Party } from '../party/party.ts';
import { partners } from '../party/peer-book.ts';

/** Whom somebody wants to warn, as it is chosen. More kinds of choice resolve to ids just so. */
export type AudienceChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'agreement'; readonly id: string }
  | { readonly kind: 'named'; readonly ids: readonly string[] };

/** The parties of a choice, sorted; our own and unknown ones are none. `isNamed`: nobody else may have it. Spec: NTC-1. */
export function resolveAudience(party: Party, choice: AudienceChoice): { audience: string[]; isNamed: boolean } {
  const reachable = partners(party).map(({ id }) => id);
  const among = (ids: readonly string[]): string[] => reachable.filter((id) => ids.includes(id)).toSorted();
  switch (choice.kind) {
    case 'all':
      return { audience: among(reachable), isNamed: false };
    case 'agreement': {
      const found = agreements(party).find(({ agreement }) => agreement.id === choice.id);
      return { audience: among(found?.agreement.terms.parties ?? []), isNamed: true };
    }
    case 'named':
      return { audience: among(choice.ids), isNamed: true };
  }
}
