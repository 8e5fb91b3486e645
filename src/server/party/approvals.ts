import { policyJson, type ReleasePolicy, readPolicy } from '#protocol/agreement/policy.ts';
import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { strictestUnmarked, tlpLevels } from '#protocol/record/label.ts';
import { originLeaf } from './item-proof.ts';
import type { Party } from './party.ts';

/** Levels that this party's policy makes wait for a releaser. */
export function approvalLevels(party: Party): string[] {
  const { approvalAbove, ceiling } = party.policy();
  return tlpLevels.slice(tlpLevels.indexOf(approvalAbove) + 1, tlpLevels.indexOf(ceiling) + 1);
}

/**
 * A releaser approves items: they fall into the approved class of the same facts and are offered
 * anew. The approval is a logged record; it names salted leaf hashes, so that it cannot confirm a
 * guessed text once the record is erased. Spec: REL-2, ERA-2.
 */
export function approveItems(party: Party, seqs: readonly number[]): void {
  if (seqs.length === 0 || seqs.length > 1000)
    throw new Fault('approval-count', 'An approval names 1 to 1000 records.');
  party.transaction(() => {
    const rows = seqs.map((seq) => {
      const row = party.items.bySeq(seq);
      if (row === undefined || row.text === null) throw new Fault('item-unknown', 'This server holds no such record.');
      return { seq, class: row.class, leaf: hex(originLeaf(party, seq)) };
    });
    party.record({ kind: 'approval', label: strictestUnmarked, data: { items: rows.map(({ leaf }) => leaf) } });
    for (const row of rows) party.items.reclassify(row.seq, { ...party.items.factsOf(row.class), approved: true });
  });
  party.sealOrWait();
}

/** Keeps a release policy and logs it; call inside a transaction. */
export function keepPolicy(party: Party, policy: ReleasePolicy): void {
  // What cannot be read back would stop every decision: it is refused before it is kept.
  readPolicy(policyJson(policy));
  const text = canonicalText(policyJson(policy));
  // Saying again what is in force says nothing.
  if (party.meta.get('policy') === text) return;
  party.meta.set('policy', text);
  party.gate++;
  party.record({ kind: 'policy', label: strictestUnmarked, data: policyJson(policy) });
}

/** Changes the release policy of a running party. Spec: REL-2. */
export function setPolicy(party: Party, policy: ReleasePolicy): void {
  party.transaction(() => keepPolicy(party, policy));
  party.sealOrWait();
}
