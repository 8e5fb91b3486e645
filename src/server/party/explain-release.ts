import { type Decision, decideRelease } from '#protocol/agreement/release-decision.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from './party.ts';
import { namesClosed } from './references.ts';
import { contextFor, openClasses } from './release-context.ts';

/** The full decision for one item and recipient, with every reason. */
export function explainRelease(party: Party, seq: number, recipient: string): Decision {
  const item = party.items.bySeq(seq);
  if (item === undefined) throw new Fault('item-unknown', 'This server holds no such record.');
  const context = contextFor(party, recipient);
  const question = { position: seq, namesClosed: namesClosed(party, openClasses(party, context), seq, recipient) };
  return decideRelease(party.items.factsOf(item.class), question, context);
}
