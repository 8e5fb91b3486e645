import { checkInclusion } from './inclusion-check.ts';
import { bytesOf, watchBlocks } from './verify-block.ts';

watchBlocks('inclusion', async ({ entry = '', proof = '', vkey = '' }) => {
  checkInclusion({ entry: await bytesOf(entry), proof: await bytesOf(proof), vkey });
});
