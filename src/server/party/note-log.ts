import { base64, fromHex, hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { KeyHistory } from '#protocol/identity/key-history.ts';
import { keyNames, textId } from '#protocol/identity/key-history.ts';
import { noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { checkpointText, openCheckpoint, parseCheckpoint, signCheckpoint } from '#protocol/log/checkpoint.ts';
import { commitmentEntry } from '#protocol/log/commitment.ts';
import {
  emptyFrontier,
  type Frontier,
  frontierBytes,
  frontierRoot,
  growFrontier,
  type HashAt,
  leafHash,
  parseFrontier,
  type TreeHead,
} from '#protocol/log/merkle.ts';
import { inclusionProof } from '#protocol/log/proof.ts';
import { hashesFromTiles, tilesFromFiles } from '#protocol/log/tile.ts';
import type { TlogProof } from '#protocol/log/tlog-proof.ts';
import { saltLength } from '#protocol/record/salted-body.ts';
import { type Powers, seconds } from '../powers.ts';
import type { Database } from '../store/database.ts';
import type { LogFiles } from '../store/log-files.ts';
import { Meta } from '../store/meta.ts';
import { grownFiles, mendFiles, sizeOfCheckpoint } from './published-files.ts';

/** What the log needs to know about a note besides its bytes. */
export interface NoteAbout {
  readonly kind: string;
  readonly author: string;
  /** Public notes stand in the log whole; all others as salted commitments. Spec: LOG-18, LOG-19. */
  readonly open: boolean;
}

/** Whether this server may sign checkpoints now. Spec: KEP-3. */
export type Signing = 'unconfirmed' | 'confirmed' | 'behind';

interface Pending {
  readonly n: number;
  readonly bytes: Uint8Array;
  readonly note: string;
}

const sealAtOnce = 4096;

/**
 * A party's own log. Appending is part of the caller's transaction; sealing gives positions and
 * signs; publishing writes the files. Each step can be cut off and done again.
 */
export class NoteLog {
  readonly #db: Database;
  readonly #meta: Meta;
  readonly #powers: Powers;
  readonly #files: LogFiles;
  readonly #history: KeyHistory;
  readonly #logSeed: Uint8Array;
  signing: Signing = 'unconfirmed';

  constructor(parts: { db: Database; powers: Powers; files: LogFiles; history: KeyHistory; logSeed: Uint8Array }) {
    this.#db = parts.db;
    this.#meta = new Meta(parts.db);
    this.#powers = parts.powers;
    this.#files = parts.files;
    this.#history = parts.history;
    this.#logSeed = parts.logSeed;
  }

  get origin(): string {
    return keyNames.log(this.#history.party);
  }

  /** Keeps a note and queues its log entry; call inside a transaction. Returns the note's id. */
  append(note: SignedNote, about: NoteAbout): string {
    const id = textId(note.text);
    const bytes = formatNote(note);
    const salt = about.open ? undefined : this.#powers.random(saltLength);
    const entry = salt === undefined ? bytes : commitmentEntry(salt, bytes);
    this.#db.run(
      'INSERT INTO note (id, kind, author, at, bytes, salt) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      about.kind,
      about.author,
      seconds(this.#powers.now()),
      bytes,
      salt ?? null,
    );
    this.#db.run('INSERT INTO pending (bytes, note) VALUES (?, ?)', entry, id);
    return id;
  }

  /** The sealed size and root. */
  frontier(): Frontier {
    const stored = this.#meta.get('frontier');
    if (stored === undefined) return emptyFrontier;
    const [size = '', hashes = ''] = stored.split(':');
    return parseFrontier(Number(size), fromHex(hashes));
  }

  /** How many entries wait for a seal. */
  pendingCount(): number {
    return this.#db.count('SELECT count(*) FROM pending');
  }

  /**
   * Seals what is pending under one new checkpoint. The frontier, the entries and the checkpoint
   * change in one transaction, and a size is signed once in the life of the log. Spec: KEP-1, LOG-5.
   */
  seal(): boolean {
    if (this.signing !== 'confirmed' || this.#db.trouble === 'store-damaged') return false;
    const sealed = this.#db.transaction(() => this.#sealPending());
    if (sealed) this.#powers.step('sealed');
    return sealed;
  }

  #sealPending(): boolean {
    const pending = this.#db.all<Pending>('SELECT n, bytes, note FROM pending ORDER BY n LIMIT ? + 0', sealAtOnce);
    const last = pending.at(-1);
    if (last === undefined) return false;
    const before = this.frontier();
    const after = growFrontier(
      before,
      pending.map(({ bytes }) => leafHash(bytes)),
    );
    pending.forEach(({ bytes, note }, index) =>
      this.#db.run('INSERT INTO entry (position, bytes, note) VALUES (?, ?, ?)', before.size + index, bytes, note),
    );
    this.#db.run('DELETE FROM pending WHERE n <= ?', last.n);
    this.#keepFrontier(after);
    const checkpoint = { origin: this.origin, size: after.size, root: frontierRoot(after), extensions: [] };
    const note = signCheckpoint(checkpoint, [noteSigner(this.origin, this.#logSeed)]);
    this.#keepCheckpoint(after.size, note);
    return true;
  }

  #keepFrontier(frontier: Frontier): void {
    this.#meta.set('frontier', `${frontier.size}:${hex(frontierBytes(frontier))}`);
  }

  #keepCheckpoint(size: number, note: SignedNote): void {
    this.#db.run(
      'INSERT INTO checkpoint (size, note, at) VALUES (?, ?, ?)',
      size,
      formatNote(note),
      seconds(this.#powers.now()),
    );
  }

  /** The newest checkpoint with all cosignatures, or undefined before the first. */
  checkpoint(): SignedNote | undefined {
    const row = this.#db.get<{ size: number; note: Uint8Array }>(
      'SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1',
    );
    return row === undefined ? undefined : this.#withCosignatures(row.size, row.note);
  }

  #withCosignatures(size: number, bytes: Uint8Array): SignedNote {
    const lines = this.#db.all<{ line: string }>('SELECT line FROM cosignature WHERE size = ? ORDER BY witness', size);
    const note = new TextDecoder().decode(bytes);
    return parseNote(new TextEncoder().encode(note + lines.map(({ line }) => line).join('')));
  }

  /** Keeps a witness's verified signature line (with its newline). */
  keepCosignature(size: number, witness: string, line: string, at: number): void {
    this.#db.run(
      'INSERT INTO cosignature (size, witness, line, at) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET line = excluded.line, at = excluded.at',
      size,
      witness,
      line,
      at,
    );
  }

  /** Text of the published checkpoint, without signatures; undefined when there is none, or a torn one. */
  publishedText(): string | undefined {
    const bytes = this.#files.read('checkpoint');
    return bytes === undefined || sizeOfCheckpoint(bytes) === 0 ? undefined : parseNote(bytes).text;
  }

  /** Size of the published checkpoint file; 0 when there is none, or a torn one. */
  publishedSize(): number {
    const bytes = this.#files.read('checkpoint');
    return bytes === undefined ? 0 : sizeOfCheckpoint(bytes);
  }

  /** Writes the files of sealed entries, then the checkpoint. Idempotent. Spec: LOG-11. */
  publish(): void {
    const checkpoint = this.checkpoint();
    if (checkpoint === undefined) return;
    const { size } = parseCheckpoint(checkpoint.text);
    const from = this.publishedSize();
    if (from > size) throw new Fault('log-behind', 'The published log is ahead of the store.');
    if (from < size) this.#publishEntries(from, parseCheckpoint(checkpoint.text));
    const bytes = formatNote(checkpoint);
    const published = this.#files.read('checkpoint');
    if (published === undefined || base64(published) !== base64(bytes)) this.#files.write('checkpoint', bytes);
    this.#powers.step('published');
  }

  #publishEntries(from: number, head: TreeHead): void {
    const files = grownFiles(this.#files, from, { head, entries: this.#entries(from, head.size) });
    // What stands there does not lead on to the new head: it is torn.
    if (files === undefined) this.mend(head.size);
    for (const file of files ?? []) this.#files.write(file.path, file.bytes);
    this.#powers.step('tiles-written');
  }

  #entries(from: number, to: number): Uint8Array[] {
    const sql = 'SELECT bytes FROM entry WHERE position >= ? AND position < ? ORDER BY position';
    return this.#db.all<{ bytes: Uint8Array }>(sql, from, to).map(({ bytes }) => bytes);
  }

  /** Writes again what is torn or missing of the published files up to a size. Returns their paths. Fault: `store-log-differs`. Spec: KEP-7. */
  mend(size = this.publishedSize()): string[] {
    const row = this.#db.get<{ note: Uint8Array }>('SELECT note FROM checkpoint WHERE size = ?', size);
    if (row === undefined) return [];
    const head = parseCheckpoint(parseNote(row.note).text);
    return mendFiles(this.#files, head, (from, to) => this.#entries(from, to));
  }

  /** Whether the published log has an entry for this note. */
  isPublished(noteId: string): boolean {
    const row = this.#db.get<{ position: number }>(
      'SELECT min(position) AS position FROM entry WHERE note = ? HAVING count(*) > 0',
      noteId,
    );
    return row !== undefined && row.position < this.publishedSize();
  }

  /** The offline proof that a note is in the published log, with the salt of its commitment. Spec: LOG-17. */
  proofOf(noteId: string): { proof: TlogProof; entry: Uint8Array; salt: Uint8Array | undefined } {
    const row = this.#db.get<{ position: number; bytes: Uint8Array; salt: Uint8Array | null }>(
      'SELECT position, entry.bytes AS bytes, salt FROM entry JOIN note ON note.id = entry.note WHERE entry.note = ? ORDER BY position LIMIT 1',
      noteId,
    );
    if (row === undefined) throw new Fault('log-entry-unknown', 'The log has no entry for this record.');
    return { proof: this.proofAt(row.position), entry: row.bytes, salt: row.salt ?? undefined };
  }

  /** The offline proof of the entry at a position of the published log. */
  proofAt(position: number): TlogProof {
    const published = this.#files.read('checkpoint');
    if (published === undefined) throw new Fault('log-empty', 'The log has no checkpoint yet.');
    const checkpoint = parseNote(published);
    const { size } = parseCheckpoint(checkpoint.text);
    return { index: position, proof: inclusionProof(position, size, this.hashes(size)), checkpoint };
  }

  /** The complete subtrees of the published log at a size. */
  hashes(size: number): HashAt {
    return hashesFromTiles(
      size,
      tilesFromFiles((path) => this.#files.read(path)),
    );
  }

  /** Adopts entries that the log is known to have but this store has lost, under their checkpoint. Spec: KEP-4. */
  adopt(entries: readonly Uint8Array[], checkpoint: SignedNote): void {
    const head = openCheckpoint(checkpoint, [noteSigner(this.origin, this.#logSeed)]);
    this.#db.transaction(() => {
      const before = this.frontier();
      const after = growFrontier(before, entries.map(leafHash));
      if (checkpointText({ ...head, size: after.size, root: frontierRoot(after) }) !== checkpoint.text)
        throw new Fault('log-adopt', 'The recovered entries do not lead to the recovered checkpoint.');
      entries.forEach((bytes, index) =>
        this.#db.run('INSERT INTO entry (position, bytes, note) VALUES (?, ?, ?)', before.size + index, bytes, ''),
      );
      this.#keepFrontier(after);
      const own = {
        text: checkpoint.text,
        signatures: checkpoint.signatures.filter(({ name }) => name === this.origin),
      };
      this.#keepCheckpoint(after.size, own);
    });
  }
}
