import type { LawGround } from '#protocol/agreement/correction.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { strictestUnmarked } from '#protocol/record/label.ts';
import { originLeaf } from './item-proof.ts';
import type { Party } from './party.ts';
import { settleItems } from './received-corrections.ts';

/** On what ground the law requires a body to be kept here; undefined when none. */
export const holdOf = (party: Party, seq: number): LawGround | undefined =>
  party.db.get<{ ground: LawGround }>('SELECT ground FROM hold WHERE item = ?', seq)?.ground;

/**
 * Notes that the law requires a body to be kept, or, without a ground, that it does so no longer.
 * What was asked for meanwhile is then done. The ground is stated in answers. Spec: COR-6, DUT-2.
 */
export function setHold(party: Party, seq: number, ground: LawGround | undefined): void {
  party.transaction(() => {
    const leaf = hex(originLeaf(party, seq));
    if (ground === undefined && holdOf(party, seq) === undefined)
      throw new Fault('hold-none', 'No law is said to require this record to be kept.');
    const data = { item: leaf, ...(ground === undefined ? {} : { ground }) };
    party.record({ kind: 'hold', label: strictestUnmarked, data });
    if (ground === undefined) party.db.run('DELETE FROM hold WHERE item = ?', seq);
    else
      party.db.run(
        'INSERT INTO hold (item, ground, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET ground = excluded.ground, stated = 0',
        seq,
        ground,
        party.now,
      );
    settleItems(party, [seq]);
  });
  party.sealOrWait();
}
