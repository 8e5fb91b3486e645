import { parseVkey } from '#protocol/identity/note-key.ts';
import { parseTlogProof, verifyTlogProof } from '#protocol/log/tlog-proof.ts';

/** What the reader's browser holds against each other. */
export interface InclusionClaim {
  readonly entry: Uint8Array;
  /** A C2SP tlog-proof file. */
  readonly proof: Uint8Array;
  /** The only thing believed: the log's key. */
  readonly vkey: string;
}

/** Verifies that the entry is in the log; returns its index. Faults: those of parseVkey, parseTlogProof and verifyTlogProof. */
export function checkInclusion({ entry, proof, vkey }: InclusionClaim): number {
  const policy = { logKeys: [parseVkey(vkey)], witnesses: [], quorum: 0 };
  return verifyTlogProof(parseTlogProof(proof), entry, policy).index;
}
