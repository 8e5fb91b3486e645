import { type ContactCard, contactContent, contactId } from '#desks/stability/contact-card.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Label } from '#protocol/record/label.ts';
import { awaitsApproval } from '../party/approval-queue.ts';
import { approveItems } from '../party/approvals.ts';
import { explainRelease } from '../party/explain-release.ts';
import type { Party } from '../party/party.ts';
import { partners } from '../party/peer-book.ts';
import { stateItem } from '../party/state-item.ts';
import { ownContact } from './held-contact.ts';

/**
 * States a card, or the next version of one; whoever states it may approve releases, so it is
 * approved with it. Gives its position. Faults: `contact-version` and those of `contactContent`.
 * Spec: CNT-1, CNT-3.
 */
export function stateContact(party: Party, card: ContactCard, label: Label): number {
  const before = ownContact(party, contactId(party.id, card.name));
  if (card.version !== (before?.card.version ?? 0) + 1)
    throw new Fault('contact-version', 'Somebody has stated another version meanwhile.', '/version');
  const seq = party.transaction(() => stateItem(party, { label, media: 'contact', content: contactContent(card) }));
  const row = party.items.bySeq(seq);
  if (row !== undefined && awaitsApproval(party, party.items.factsOf(row.class))) approveItems(party, [seq]);
  party.sealOrWait();
  return seq;
}

class Undo extends Error {}

/** Whom a card would reach: it is stated, decided and taken back in one transaction. */
export function contactReach(party: Party, card: ContactCard, label: Label): string[] {
  let reached: string[] = [];
  try {
    party.transaction(() => {
      const seq = stateItem(party, { label, media: 'contact', content: contactContent(card) });
      const row = party.items.bySeq(seq);
      if (row !== undefined) party.items.reclassify(seq, { ...party.items.factsOf(row.class), approved: true });
      reached = partners(party).flatMap(({ id }) => (explainRelease(party, seq, id).verdict === 'allowed' ? [id] : []));
      throw new Undo();
    });
  } catch (error) {
    if (!(error instanceof Undo)) throw error;
  }
  return reached;
}
