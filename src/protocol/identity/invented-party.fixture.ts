import { sha256 } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import { ed25519PublicKey } from './ed25519.ts';
import {
  type KeyHistory,
  type PartyKind,
  type RoleKeys,
  rotationCommitment,
  signKeyEntry,
  textId,
  verifyKeyHistory,
} from './key-history.ts';
import type { SignedNote } from './signed-note.ts';

/** A party made of fixed seeds, so that a test or a vector gives the same bytes every time. */
export interface InventedParty {
  readonly id: string;
  readonly history: KeyHistory;
  /** The seed of a role's key (`record`, `log`, …, `rotation`) in one version. */
  seed(role: string, version?: number): Uint8Array;
}

export const seedOf = (name: string): Uint8Array => sha256(utf8(`comity invented seed: ${name}`));

const publicKeys = (seed: (role: string) => Uint8Array): RoleKeys => ({
  record: ed25519PublicKey(seed('record')),
  log: ed25519PublicKey(seed('log')),
  witness: ed25519PublicKey(seed('witness')),
  link: ed25519PublicKey(seed('link')),
});

/** A party whose key history has `versions` entries, one a day. */
export function inventParty(name: string, versions = 1, kind: PartyKind = 'cert'): InventedParty {
  const seed = (role: string, version = 0): Uint8Array => seedOf(`${name} ${role} ${version}`);
  const notes: SignedNote[] = [];
  for (let version = 0; version < versions; version++) {
    const before = notes.at(-1);
    const entry = {
      version,
      ...(before === undefined ? {} : { previous: textId(before.text) }),
      at: 1_750_000_000 + 86_400 * version,
      kind,
      next: rotationCommitment(ed25519PublicKey(seed('rotation', version + 1))),
      keys: publicKeys((role) => seed(role, version)),
    };
    notes.push(signKeyEntry(entry, seed('rotation', version)));
  }
  const history = verifyKeyHistory(notes);
  return { id: history.party, history, seed };
}
