import { Fault } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { growLog, type LogFile } from '#protocol/log/growth.ts';
import { emptyFrontier, frontierRoot, growFrontier, leafHash, type TreeHead } from '#protocol/log/merkle.ts';
import type { LogFiles } from '../store/log-files.ts';

/** A whole number of the largest tiles that one portion fills, so that no portion leaves an odd tile behind. */
const portion = 65_536;

/** The size that a checkpoint file says; 0 when it is torn. */
export function sizeOfCheckpoint(bytes: Uint8Array): number {
  try {
    return parseCheckpoint(parseNote(bytes).text).size;
  } catch (error) {
    if (error instanceof Fault) return 0;
    throw error;
  }
}

/**
 * The files that entries add to those of a published log; undefined when the published ones are torn,
 * so that they do not lead to the signed head. Spec: KEP-7.
 */
export function grownFiles(
  files: LogFiles,
  from: number,
  { head, entries }: { head: TreeHead; entries: readonly Uint8Array[] },
): readonly LogFile[] | undefined {
  try {
    const growth = growLog({ size: from, read: (path) => files.read(path) }, entries);
    return sameBytes(growth.head.root, head.root) ? growth.files : undefined;
  } catch (error) {
    if (error instanceof Fault) return undefined;
    throw error;
  }
}

type Entries = (from: number, to: number) => Uint8Array[];

/** Whether the store's entries lead to the head that was signed: else nothing good can be written from them. */
function checkEntries({ size, root }: TreeHead, entries: Entries): void {
  let frontier = emptyFrontier;
  for (let from = 0; from < size; from += portion)
    frontier = growFrontier(frontier, entries(from, Math.min(size, from + portion)).map(leafHash));
  if (frontier.size !== size || !sameBytes(frontierRoot(frontier), root))
    throw new Fault(
      'store-log-differs',
      'The entries in the store do not lead to the signed checkpoint; restore a backup.',
    );
}

/** Compares every file of a published log with the store's entries, and writes those again that differ. Spec: KEP-7. */
export function mendFiles(files: LogFiles, head: TreeHead, entries: Entries): string[] {
  checkEntries(head, entries);
  const torn: string[] = [];
  for (let from = 0; from < head.size; from += portion) {
    const more = entries(from, Math.min(head.size, from + portion));
    for (const { path, bytes } of growLog({ size: from, read: (path) => files.read(path) }, more).files) {
      const held = files.read(path);
      if (held !== undefined && sameBytes(held, bytes)) continue;
      files.write(path, bytes);
      torn.push(path);
    }
  }
  return torn;
}
