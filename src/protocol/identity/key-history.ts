import type { JsonObject } from '../bytes/canonical-json.ts';
import { domainText, parseDomainText } from '../bytes/domain-line.ts';
import { base64, fromBase64 } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { idForm } from '../bytes/fields.ts';
import { sha256Hex } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import { ed25519PublicKey } from './ed25519.ts';
import { type NoteKey, noteKey, noteKeyType, noteSigner } from './note-key.ts';
import { openNote, type SignedNote, signNote } from './signed-note.ts';

/** What a party is. */
export const partyKinds = ['state', 'cert', 'company', 'registry', 'intergovernmental', 'civil-society'] as const;
export type PartyKind = (typeof partyKinds)[number];

/** Raw Ed25519 keys by role; one key, one role. */
export interface RoleKeys {
  readonly record: Uint8Array;
  readonly log: Uint8Array;
  readonly witness: Uint8Array;
  readonly link: Uint8Array;
}

/** One entry of a key history. `next` is the SHA-256 of the next rotation key. Spec: IDN-3. */
export interface KeyEntry {
  readonly version: number;
  readonly previous?: string;
  readonly at: number;
  readonly kind: PartyKind;
  readonly rotation: Uint8Array;
  readonly next: string;
  readonly keys: RoleKeys;
}

/** A verified key history: the party's id, which is that of the first text, and every version of its keys. Spec: IDN-1. */
export interface KeyHistory {
  readonly party: string;
  readonly entries: readonly KeyEntry[];
  readonly notes: readonly SignedNote[];
}

const rotationName = 'comity/rotation';
const roles = ['record', 'log', 'witness', 'link'] as const;

/** The SHA-256 by which an entry commits to the rotation key that may sign the next one. */
export const rotationCommitment = (publicKey: Uint8Array): string => sha256Hex(publicKey);

function entryJson(entry: KeyEntry): JsonObject {
  return {
    version: entry.version,
    ...(entry.previous === undefined ? {} : { previous: entry.previous }),
    at: entry.at,
    kind: entry.kind,
    rotation: base64(entry.rotation),
    next: entry.next,
    keys: Object.fromEntries(roles.map((role) => [role, base64(entry.keys[role])])),
  };
}

/** Signs an entry with the rotation key (32-byte seed) that the previous entry committed to. */
export function signKeyEntry(entry: Omit<KeyEntry, 'rotation'>, rotationSeed: Uint8Array): SignedNote {
  const text = domainText('comity/identity/v1', entryJson({ ...entry, rotation: ed25519PublicKey(rotationSeed) }));
  return signNote(text, [noteSigner(rotationName, rotationSeed)]);
}

function parseKeyEntry(text: string): KeyEntry {
  const fields = parseDomainText(text, 'comity/identity/v1');
  const version = fields.integer('version', 0, 1_000_000);
  const previous = fields.has('previous') ? { previous: fields.text('previous', idForm) } : {};
  const at = fields.integer('at');
  const kind = fields.oneOf('kind', partyKinds);
  const rotation = fromBase64(fields.text('rotation'), 32);
  const next = fields.text('next', idForm);
  const keyFields = fields.object('keys');
  const read = (role: (typeof roles)[number]): Uint8Array => fromBase64(keyFields.text(role), 32);
  const keys = { record: read('record'), log: read('log'), witness: read('witness'), link: read('link') };
  keyFields.end();
  fields.end();
  return { version, ...previous, at, kind, rotation, next, keys };
}

function checkLink(entry: KeyEntry, before: KeyEntry | undefined, previousId: string | undefined): void {
  if (before === undefined) {
    if (entry.version !== 0 || entry.previous !== undefined)
      throw new Fault('identity-start', 'The first entry of a key history has version 0 and no previous entry.');
    return;
  }
  if (entry.version !== before.version + 1 || entry.previous !== previousId)
    throw new Fault('identity-chain', 'An entry does not follow the one before it.');
  if (rotationCommitment(entry.rotation) !== before.next)
    throw new Fault('identity-rotation', 'An entry is signed by a rotation key that was not committed to in advance.');
}

/**
 * One key, one role, in the whole history; a rotation key signs one entry only, or whoever steals
 * it could sign every later one. `uses`: the use of every key seen so far. Spec: IDN-4.
 */
function checkKeyUse(entry: KeyEntry, uses: Map<string, string>): void {
  const all = [['rotation', entry.rotation] as const, ...roles.map((role) => [role, entry.keys[role]] as const)];
  for (const [role, key] of all) {
    noteKey(role, key);
    const use = role === 'rotation' ? `rotation ${entry.version}` : role;
    if ((uses.get(base64(key)) ?? use) !== use)
      throw new Fault('identity-key-reuse', 'Each role needs a key of its own.');
    uses.set(base64(key), use);
  }
  if (rotationCommitment(entry.rotation) === entry.next)
    throw new Fault('identity-key-reuse', 'An entry must commit to another rotation key than its own.');
}

/** The name of a text: the SHA-256 of its UTF-8 bytes. Signatures do not change it. Spec: REC-4. */
export const textId = (text: string): string => sha256Hex(utf8(text));

/** Verifies a whole key history, oldest first; nothing is fetched. Spec: IDN-3, IDN-4, IDN-5. */
export function verifyKeyHistory(notes: readonly SignedNote[]): KeyHistory {
  const entries: KeyEntry[] = [];
  const uses = new Map<string, string>();
  let previousId: string | undefined;
  for (const note of notes) {
    const entry = parseKeyEntry(note.text);
    openNote(note, noteKey(rotationName, entry.rotation));
    checkLink(entry, entries.at(-1), previousId);
    checkKeyUse(entry, uses);
    entries.push(entry);
    previousId = textId(note.text);
  }
  const [first] = notes;
  if (first === undefined) throw new Fault('identity-start', 'A key history has at least one entry.');
  return { party: textId(first.text), entries, notes };
}

/**
 * Takes a newer history of a known party. An older or forked one is refused, so a stolen old key
 * cannot bring back the past (compare gittuf CVE-2026-44544). Spec: IDN-6.
 */
export function advanceKeyHistory(known: KeyHistory, offered: KeyHistory): KeyHistory {
  if (offered.notes.length < known.notes.length)
    throw new Fault('identity-rollback', 'The offered key history is older than the known one.');
  if (known.notes.some((note, index) => note.text !== offered.notes[index]?.text))
    throw new Fault('identity-fork', 'The offered key history contradicts the known one.');
  return offered;
}

/** The entry of one version; a fault when the history has none. */
export function keysOf(history: KeyHistory, version: number): KeyEntry {
  const entry = history.entries[version];
  if (entry === undefined) throw new Fault('identity-version', 'The key history has no such version.');
  return entry;
}

/** The newest entry. */
export const currentKeys = (history: KeyHistory): KeyEntry => keysOf(history, history.entries.length - 1);

/** Names under which a party's keys sign notes. The log's is also its C2SP origin. Spec: IDN-9. */
export const keyNames = {
  record: (party: string): string => `comity/record/${party}`,
  log: (party: string): string => `comity/log/${party}`,
  witness: (party: string): string => `comity/witness/${party}`,
} as const;

// Making a key checks it and hashes its name, so that of a history is made once.
const recordKeys = new WeakMap<KeyHistory, Map<number, NoteKey>>();

/** The key that signs records and agreements, of one version. */
export function recordKey(history: KeyHistory, version: number): NoteKey {
  const made = recordKeys.get(history) ?? new Map<number, NoteKey>();
  recordKeys.set(history, made);
  const key = made.get(version) ?? noteKey(keyNames.record(history.party), keysOf(history, version).keys.record);
  made.set(version, key);
  return key;
}

/** The keys that may sign the party's checkpoints, newest first. */
export const logKeys = (history: KeyHistory): NoteKey[] =>
  history.entries.toReversed().map((entry) => noteKey(keyNames.log(history.party), entry.keys.log));

const keysOfWitness = new WeakMap<KeyHistory, readonly NoteKey[]>();

/** The keys under which the party cosigns as a witness, newest first. */
export function witnessKeys(history: KeyHistory): readonly NoteKey[] {
  const made =
    keysOfWitness.get(history) ??
    history.entries
      .toReversed()
      .map((entry) => noteKey(keyNames.witness(history.party), entry.keys.witness, noteKeyType.cosignature));
  keysOfWitness.set(history, made);
  return made;
}
