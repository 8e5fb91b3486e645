import { concernFor } from '#desks/infrastructure/concern.ts';
import type { Product } from '#desks/infrastructure/product.ts';
import type { Sector } from '#desks/infrastructure/sector.ts';
import { noSubject, type Subject } from '#desks/infrastructure/subject.ts';
import { constituents } from '../constituency/constituent-book.ts';
import { declarationOf } from '../constituency/profile-book.ts';
import { agreements } from '../party/agreement-book.ts';
import type { Party } from '../party/party.ts';
import { partners } from '../party/peer-book.ts';

/** Whom somebody wants to warn, as it is chosen. More kinds of choice resolve to ids just so. */
export type AudienceChoice =
  | { readonly kind: 'all' }
  | { readonly kind: 'agreement'; readonly id: string }
  | { readonly kind: 'sector'; readonly sector: Sector }
  | { readonly kind: 'product'; readonly product: Product }
  | { readonly kind: 'named'; readonly ids: readonly string[] };

/** Whom a notice can reach at all: partners with a server, and enrolled organisations without one. */
export function reachable(party: Party): string[] {
  const enrolled = constituents(party).flatMap(({ party: id, isCustodial }) => (isCustodial ? [id] : []));
  return [...new Set([...partners(party).map(({ id }) => id), ...enrolled])].toSorted();
}

/** The enrolled organisations whose declarations meet a subject. Spec: CST-12. */
const concerned = (party: Party, subject: Subject): string[] =>
  constituents(party)
    .filter(({ party: id }) => concernFor(declarationOf(party, id).profile)(subject).length > 0)
    .map(({ party: id }) => id);

/** The parties of a choice, sorted; our own and unknown ones are none. `isNamed`: nobody else may have it. Spec: NTC-1, CST-7. */
export function resolveAudience(party: Party, choice: AudienceChoice): { audience: string[]; isNamed: boolean } {
  const all = reachable(party);
  const among = (ids: readonly string[]): string[] => all.filter((id) => ids.includes(id));
  switch (choice.kind) {
    case 'all':
      return { audience: all, isNamed: false };
    case 'agreement': {
      const found = agreements(party).find(({ agreement }) => agreement.id === choice.id);
      return { audience: among(found?.agreement.terms.parties ?? []), isNamed: true };
    }
    case 'sector':
      return { audience: among(concerned(party, { ...noSubject, sectors: [choice.sector] })), isNamed: true };
    case 'product':
      return { audience: among(concerned(party, { ...noSubject, products: [choice.product] })), isNamed: true };
    case 'named':
      return { audience: among(choice.ids), isNamed: true };
  }
}
