import { base64, fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { keyNames, logKeys, witnessKeys } from '#protocol/identity/key-history.ts';
import { noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { openCheckpoint, parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { cosignatureTime } from '#protocol/log/cosignature.ts';
import type { TreeHead } from '#protocol/log/merkle.ts';
import { consistencyProof } from '#protocol/log/proof.ts';
import { processAddCheckpoint, type WitnessedLog, type WitnessOutcome } from '#protocol/log/witness.ts';
import { formatAddCheckpoint, readWitnessAnswer, type WitnessAnswer } from '#protocol/log/witness-request.ts';
import type { Party } from './party.ts';
import { knownPeer, type Peer, partners } from './peer-book.ts';

interface WitnessedRow {
  readonly size: number;
  readonly root: string;
  readonly note: Uint8Array;
}

const rowOf = (party: Party, id: string): WitnessedRow | undefined =>
  party.db.get<WitnessedRow>('SELECT size, root, note FROM witnessed WHERE party = ?', id);

/** The name under which a witness publishes what it saw of a log: SHA-256 of the origin (C2SP tlog-witness). */
export const originName = (party: string): string => sha256Hex(utf8(keyNames.log(party)));

function recordsOf(party: Party, origin: string): { peer: Peer; log: WitnessedLog } | undefined {
  const peer = partners(party).find(({ id }) => keyNames.log(id) === origin);
  if (peer === undefined) return undefined;
  const row = rowOf(party, peer.id);
  const latest: TreeHead | undefined =
    row === undefined ? undefined : { size: row.size, root: fromBase64(row.root, 32) };
  return { peer, log: { keys: logKeys(peer.history), ...(latest === undefined ? {} : { latest }) } };
}

/** Acts as a witness of a partner's log; checking and storing are one transaction. Spec: LOG-14, LOG-15. */
export function witness(party: Party, body: Uint8Array): WitnessOutcome {
  return party.transaction(() => {
    const signer = noteSigner(keyNames.witness(party.id), party.secrets.witness, noteKeyType.cosignature);
    const outcome = processAddCheckpoint(body, {
      lookup: (origin) => recordsOf(party, origin)?.log,
      signer,
      time: party.now,
    });
    if (outcome.record !== undefined) keepWitnessed(party, outcome.record);
    return outcome;
  });
}

function keepWitnessed(party: Party, record: NonNullable<WitnessOutcome['record']>): void {
  const found = recordsOf(party, record.origin);
  if (found === undefined) throw new Fault('witness-log-unknown', 'The log is not known here.');
  party.db.run(
    `INSERT INTO witnessed (party, size, root, note, at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, root = excluded.root, note = excluded.note, at = excluded.at`,
    found.peer.id,
    record.size,
    base64(record.root),
    formatNote(record.note),
    party.now,
  );
}

/** The largest checkpoint of a partner's log that this party has witnessed. */
export function witnessedCheckpoint(party: Party, name: string): Uint8Array | undefined {
  const peer = partners(party).find(({ id }) => originName(id) === name);
  return peer === undefined ? undefined : rowOf(party, peer.id)?.note;
}

/** A request for a partner to witness our newest checkpoint, proving growth from `oldSize`. Undefined when we have none. Spec: LOG-14. */
export function witnessRequest(
  party: Party,
  oldSize: number,
): { body: Uint8Array; note: SignedNote; size: number } | undefined {
  const note = party.log.checkpoint();
  if (note === undefined) return undefined;
  const { size } = parseCheckpoint(note.text);
  if (oldSize > size) throw new Fault('log-behind', 'A witness has seen a larger log of ours than we have.');
  const own: SignedNote = {
    text: note.text,
    signatures: note.signatures.filter(({ name }) => name === party.log.origin),
  };
  const proof = oldSize === 0 ? [] : consistencyProof(oldSize, size, party.log.hashes(size));
  return { body: formatAddCheckpoint({ oldSize, proof, note: own }), note: own, size };
}

/** Takes a witness's answer: keeps its cosignature, or says from which size to prove. Spec: LOG-16. */
export function takeWitnessAnswer(
  party: Party,
  id: string,
  sent: { note: SignedNote; size: number },
  answer: WitnessAnswer,
): number | undefined {
  const verdict = readWitnessAnswer(answer, sent.note, witnessKeys(knownPeer(party, id).history));
  if (verdict.kind === 'behind') return verdict.size;
  if (verdict.kind === 'refused') throw new Fault('witness-refused', `The witness answered ${verdict.status}.`);
  // One line of each witness: many of one would leave no room in the note for those of others.
  const [newest] = verdict.note.signatures
    .slice(sent.note.signatures.length)
    .map((line) => ({ line, time: cosignatureTime(line.signature) }))
    .toSorted((a, b) => b.time - a.time);
  const lines = newest === undefined ? [] : [newest.line];
  const text = new TextDecoder().decode(formatNote({ text: '', signatures: lines })).slice(1);
  party.log.keepCosignature(sent.size, id, text, newest?.time ?? party.now);
  party.log.publish();
  return undefined;
}

/** The size up to which a partner has cosigned our log, as we know. */
export const cosignedBy = (party: Party, id: string): number =>
  party.db.count('SELECT coalesce(max(size), 0) FROM cosignature WHERE witness = ?', id);

/**
 * What a partner says it witnessed of us decides whether we may sign: a larger head than ours
 * means that this store is old. More than half of our witnesses must have answered. Spec: KEP-3.
 */
export class HeadInquiry {
  readonly #party: Party;
  readonly #answered = new Set<string>();

  constructor(party: Party) {
    this.#party = party;
    if (this.#witnesses().length === 0 && party.log.publishedSize() <= party.log.frontier().size)
      party.log.signing = 'confirmed';
  }

  /** Who must be heard: those that cosigned; where none has as far as this store knows, all that it is linked with. */
  #witnesses(): string[] {
    const cosigned = this.#party.db
      .all<{ witness: string }>('SELECT DISTINCT witness FROM cosignature')
      .map(({ witness }) => witness);
    return cosigned.length > 0 ? cosigned : partners(this.#party).map(({ id }) => id);
  }

  /**
   * Takes the checkpoints of ours that a partner holds, as our witness and in its mirror. One counts
   * only with our own signature, or any partner could keep us from signing for ever.
   */
  answer(from: string, held: readonly SignedNote[]): void {
    const { log, history } = this.#party;
    const size = Math.max(0, ...held.map((note) => openCheckpoint(note, logKeys(history)).size));
    if (size > log.frontier().size || log.publishedSize() > log.frontier().size) {
      log.signing = 'behind';
      return;
    }
    this.#answered.add(from);
    const witnesses = this.#witnesses();
    const heard = witnesses.filter((id) => this.#answered.has(id)).length;
    if (log.signing === 'unconfirmed' && heard * 2 > witnesses.length) log.signing = 'confirmed';
  }

  /** After entries were recovered, everybody is asked again. */
  restart(): void {
    this.#answered.clear();
    this.#party.log.signing = 'unconfirmed';
  }
}
