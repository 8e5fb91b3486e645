import { mayReachTools, mayServe } from '#protocol/agreement/permitted-use.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { Purpose } from '#protocol/record/label.ts';
import { agreements } from './agreement-book.ts';
import type { Party } from './party.ts';
import { isReissue } from './reissue-book.ts';

/** For what matching looks, and what accounts of this party's own read for when nothing else is declared. */
export const toolPurpose: Purpose = 'defence';

/** Tells of facts whether what has them may be used for a purpose here; agreements are read once. Spec: DUT-4. */
export function usableFor(party: Party, purpose: Purpose): (facts: ReleaseFacts) => boolean {
  const clauses = new Map(
    agreements(party).flatMap(({ agreement }) =>
      agreement.terms.clauses.map((clause) => [`${agreement.id} ${clause.n}`, clause.purposes] as const),
    ),
  );
  return (facts) => {
    const { holding } = facts;
    return mayServe(facts, purpose, holding === 'own' ? [] : clauses.get(`${holding.agreement} ${holding.clause}`));
  };
}

/**
 * Release classes that this party's tools do not get: kept for another use, not to be looked for, or
 * stated anew of what is here already. Spec: DUT-4, DUT-5, RIS-8.
 */
export function barredFromTools(party: Party, purpose: Purpose = toolPurpose): number[] {
  const ids = party.db.all<{ id: number }>('SELECT id FROM class');
  const isUsable = usableFor(party, purpose);
  return ids
    .map(({ id }) => id)
    .filter((id) => {
      const facts = party.items.factsOf(id);
      // Of what is our own, only the label says what it is for.
      if (facts.holding === 'own') return !isUsable(facts);
      return facts.recalled === true || isReissue(party, facts) || !isUsable(facts) || !mayReachTools(facts);
    });
}
