import { hex } from '#protocol/bytes/encodings.ts';
import { batchRoot } from '#protocol/log/batch.ts';
import { type Item, itemText } from '#protocol/record/item.ts';
import { strictestUnmarked } from '#protocol/record/label.ts';
import { entriesOf, keepBatch, lastNumber } from './batch-book.ts';
import { describeContent } from './content.ts';
import type { Party } from './party.ts';

/** Keeps one own item in a batch of its own; call inside a transaction. Gives its position. Spec: ITM-1. */
export function stateItem(party: Party, stated: Pick<Item, 'label' | 'media' | 'content'>): number {
  const item = { author: party.id, ...stated };
  const text = itemText(item);
  const about = describeContent(item);
  const seed = party.powers.random(32);
  const root = hex(batchRoot(entriesOf(seed, [text])));
  const record = party.record({ kind: 'batch', label: strictestUnmarked, data: { count: 1, root } });
  const facts = { kind: about.kind, label: item.label, author: party.id, holding: 'own', approved: false } as const;
  const [seq] = party.items.add([{ text, facts, about }], party.powers.now());
  if (seq === undefined) throw new Error('What was added has a position.');
  const number = lastNumber(party, 'own', party.id) + 1;
  keepBatch(party, { id: record.id, direction: 'own', party: party.id, number, seed }, [seq]);
  return seq;
}
