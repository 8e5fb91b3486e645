import { readFileSync, writeFileSync } from 'node:fs';
import { base64, fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { ed25519PublicKey } from '#protocol/identity/ed25519.ts';
import {
  currentKeys,
  type KeyHistory,
  type PartyKind,
  rotationCommitment,
  signKeyEntry,
  verifyKeyHistory,
} from '#protocol/identity/key-history.ts';
import type { Powers } from '../powers.ts';
import { seconds } from '../powers.ts';

/**
 * The private keys of a party (32-byte seeds). `next` is the rotation key held for the day of need,
 * `seal` opens what is sealed to it (ROM-2).
 */
export interface Secrets {
  readonly record: Uint8Array;
  readonly log: Uint8Array;
  readonly witness: Uint8Array;
  readonly link: Uint8Array;
  readonly next: Uint8Array;
  readonly seal: Uint8Array;
}

const names = ['record', 'log', 'witness', 'link', 'next', 'seal'] as const;

/** The first entry of a key history, for these keys. `rotation`: signs it, and nothing after it. Spec: IDN-3. */
export function firstHistory(
  secrets: Secrets,
  { kind, at, rotation }: { kind: PartyKind; at: number; rotation: Uint8Array },
): KeyHistory {
  const keys = {
    record: ed25519PublicKey(secrets.record),
    log: ed25519PublicKey(secrets.log),
    witness: ed25519PublicKey(secrets.witness),
    link: ed25519PublicKey(secrets.link),
  };
  const next = rotationCommitment(ed25519PublicKey(secrets.next));
  return verifyKeyHistory([signKeyEntry({ version: 0, at, kind, next, keys }, rotation)]);
}

/** A new identity: fresh keys and the first entry of a key history. Spec: IDN-3. */
export function foundIdentity(kind: PartyKind, powers: Powers): { secrets: Secrets; history: KeyHistory } {
  const seed = (): Uint8Array => powers.random(32);
  const secrets = { record: seed(), log: seed(), witness: seed(), link: seed(), next: seed(), seal: seed() };
  return { secrets, history: firstHistory(secrets, { kind, at: seconds(powers.now()), rotation: seed() }) };
}

/** Writes the secrets, readable by the owner alone; refuses to overwrite. */
export function writeSecrets(path: string, secrets: Secrets): void {
  const text = JSON.stringify(Object.fromEntries(names.map((name) => [name, base64(secrets[name])])), undefined, 2);
  writeFileSync(path, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
}

const malformed = (): Fault =>
  new Fault('secrets-malformed', 'The file of private keys is torn or not one; put back the copy that you keep apart.');

// Faults of parsers quote what they read, which here are keys.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed();
  }
}

function seedFrom(value: unknown): Uint8Array {
  try {
    return fromBase64(typeof value === 'string' ? value : '', 32);
  } catch {
    throw malformed();
  }
}

/** Refuses keys that are not those of the history: whatever they signed, nobody would believe. Fault: `secrets-differ`. Spec: KEP-7. */
export function checkSecrets(secrets: Secrets, history: KeyHistory): void {
  const { keys } = currentKeys(history);
  const wrong = (['record', 'log', 'witness', 'link'] as const).find(
    (name) => !sameBytes(ed25519PublicKey(secrets[name]), keys[name]),
  );
  if (wrong !== undefined)
    throw new Fault('secrets-differ', `The private key "${wrong}" is not that of this party; put back the right file.`);
}

/** Reads the secrets written above. Fault: `secrets-malformed`. */
export function readSecrets(path: string): Secrets {
  const stored = parsed(readFileSync(path, 'utf8'));
  const seedOf = (name: (typeof names)[number]): Uint8Array => {
    const value: unknown = typeof stored === 'object' && stored !== null ? Reflect.get(stored, name) : undefined;
    return seedFrom(value);
  };
  return {
    record: seedOf('record'),
    log: seedOf('log'),
    witness: seedOf('witness'),
    link: seedOf('link'),
    next: seedOf('next'),
    seal: seedOf('seal'),
  };
}
