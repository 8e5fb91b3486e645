import { Fault } from '#protocol/bytes/fault.ts';
import { readActProof, verifyActProof } from '#protocol/case/act-proof.ts';
import { bytesOf, watchBlocks } from './verify-block.ts';

/** Nothing is believed but the file: author, place, and a quorum of the council that the first record names. Spec: CPY-4. */
watchBlocks('act', async ({ proof = '' }) => {
  const { quorum } = verifyActProof(readActProof(await bytesOf(proof)));
  if (quorum === undefined) throw new Fault('act-proof-open', 'The proof does not show the council.');
});
