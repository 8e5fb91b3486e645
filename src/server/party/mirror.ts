import { Fault } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { logKeys } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { openCheckpoint } from '#protocol/log/checkpoint.ts';
import { decodeBundle } from '#protocol/log/entry-bundle.ts';
import { growLog } from '#protocol/log/growth.ts';
import { emptyFrontier, frontierRoot, growFrontier, leafHash, type TreeHead } from '#protocol/log/merkle.ts';
import { tilePath, tilesOfLevel } from '#protocol/log/tile.ts';
import type { LogFiles } from '../store/log-files.ts';
import { isMirrorSound, mirroredHead } from './mirror-state.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';

/** Beside a mirror: the signed checkpoint that contradicts the mirrored one. Spec: KEP-5. */
const contradiction = 'contradiction';

/** The bundles that a mirror of `size` entries lacks of a log of `target` entries. */
export const missingBundles = (size: number, target: number): string[] =>
  [...tilesOfLevel(target, 'entries')].filter(({ index, width }) => index * 256 + width > size).map(tilePath);

/** Size of our mirror of a partner's log; 0 when it is torn and has to be fetched anew. Spec: KEP-8. */
export function mirroredSize(party: Party, id: string): number {
  const files = party.mirror(id);
  const bytes = files.read('checkpoint');
  if (bytes === undefined || !isMirrorSound(files)) return 0;
  return openCheckpoint(parseNote(bytes), logKeys(knownPeer(party, id).history)).size;
}

/** Text of the checkpoint of our mirror of a partner's log, without signatures; undefined when there is none. */
export function mirroredText(party: Party, id: string): string | undefined {
  const files = party.mirror(id);
  const bytes = files.read('checkpoint');
  return bytes === undefined || !isMirrorSound(files) ? undefined : parseNote(bytes).text;
}

/** The entries in bundles that come after the first `size` of a log. */
function entriesAfter(size: number, bundles: ReadonlyMap<string, Uint8Array>, target: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (const address of tilesOfLevel(target, 'entries')) {
    const start = address.index * 256;
    if (start + address.width <= size) continue;
    const bundle = bundles.get(tilePath(address));
    if (bundle === undefined)
      throw new Fault('mirror-bundle-missing', 'A bundle of the log is missing.', tilePath(address));
    entries.push(...decodeBundle(bundle, address.width).slice(Math.max(0, size - start)));
  }
  return entries;
}

/** Whether a log that is fetched anew goes through the head that a torn mirror had. */
function leadsOver(before: TreeHead | undefined, entries: readonly Uint8Array[]): boolean {
  if (before === undefined || before.size === 0) return true;
  const frontier = growFrontier(emptyFrontier, entries.slice(0, before.size).map(leafHash));
  return frontier.size === before.size && sameBytes(frontierRoot(frontier), before.root);
}

/**
 * Grows our mirror of a partner's log to a newer checkpoint. The root is computed from the entries,
 * so a log that rewrote anything we hold is caught here. Spec: KEP-5.
 */
export function growMirror(
  party: Party,
  id: string,
  checkpoint: Uint8Array,
  bundles: ReadonlyMap<string, Uint8Array>,
): number {
  const head = openCheckpoint(parseNote(checkpoint), logKeys(knownPeer(party, id).history));
  const files = party.mirror(id);
  const size = mirroredSize(party, id);
  if (head.size < size) {
    files.write(contradiction, checkpoint);
    throw new Fault('mirror-rollback', 'The partner shows an older log than it did before.');
  }
  const entries = entriesAfter(size, bundles, head.size);
  const growth = growLog({ size, read: (path) => files.read(path) }, entries);
  if (!sameBytes(growth.head.root, head.root) || (size === 0 && !leadsOver(mirroredHead(files), entries))) {
    files.write(contradiction, checkpoint);
    throw new Fault('mirror-root', 'The entries of the log do not lead to its checkpoint.');
  }
  for (const file of growth.files) files.write(file.path, file.bytes);
  files.write('checkpoint', checkpoint);
  return head.size;
}

/**
 * A store that was put back does not know which of its open releases its partners took, and under
 * those numbers they may hold others. Everything unacknowledged is offered anew, under new numbers;
 * what a partner has it knows again. Spec: KEP-4.
 */
function offerAgain(party: Party): void {
  party.transaction(() => {
    party.db.run("UPDATE delivery SET state = 'withheld', package = NULL WHERE state = 'open'");
    party.db.run('UPDATE link SET scanned = -1');
  });
}

/** Takes back entries of our own log that a partner mirrored and this store has lost. Spec: KEP-4. */
export function recoverFrom(party: Party, checkpoint: Uint8Array, bundles: ReadonlyMap<string, Uint8Array>): void {
  const note = parseNote(checkpoint);
  const head = openCheckpoint(note, logKeys(party.history));
  const { size } = party.log.frontier();
  if (head.size <= size) return;
  offerAgain(party);
  party.log.adopt(entriesAfter(size, bundles, head.size), note);
  party.log.publish();
}

/**
 * A store that is older than its own published files was restored from a backup: the files give
 * back the entries, before anything is signed. Spec: KEP-4.
 */
export function recoverOwnFiles(party: Party, files: LogFiles): void {
  const checkpoint = files.read('checkpoint');
  if (checkpoint === undefined || party.log.publishedSize() <= party.log.frontier().size) return;
  const paths = missingBundles(party.log.frontier().size, party.log.publishedSize());
  const bundles = paths.flatMap((path) => {
    const bytes = files.read(path);
    return bytes === undefined ? [] : [[path, bytes] as const];
  });
  recoverFrom(party, checkpoint, new Map(bundles));
}
