import type { SignedRecord } from '#protocol/record/record.ts';
import { eraseItems } from './erase-item.ts';
import type { Party } from './party.ts';
import { withReissues } from './reissue-book.ts';
import { tellHolders } from './sent-corrections.ts';

/**
 * Erases by this party's own decision. Holders of receipts are told of what it stated itself; the
 * statements of others are only forgotten here. Call inside a transaction. Spec: ERA-1, COR-1.
 */
export function eraseAndTell(party: Party, seqs: readonly number[]): SignedRecord {
  const own = withReissues(party, seqs).filter((seq) => {
    const item = party.items.bySeq(seq);
    return item !== undefined && party.items.factsOf(item.class).author === party.id;
  });
  const erased = eraseItems(party, seqs, { reason: 'own-decision' });
  tellHolders(party, own, 'erased');
  return erased;
}

/** Erases, tells, and seals. */
export function eraseByDecision(party: Party, seqs: readonly number[]): SignedRecord {
  const record = party.transaction(() => eraseAndTell(party, seqs));
  party.powers.step('erased');
  party.sealOrWait();
  return record;
}
