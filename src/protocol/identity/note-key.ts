import { base64, fromBase64, fromHex, hex } from '../bytes/encodings.ts';
import { Fault } from '../bytes/fault.ts';
import { sha256 } from '../bytes/sha256.ts';
import { concat, utf8 } from '../bytes/text.ts';
import { ed25519PublicKey, isAcceptableKey, signEd25519, verifyEd25519, verifyEd25519Apart } from './ed25519.ts';

/** C2SP signed-note signature types that Comity uses. */
export const noteKeyType = { ed25519: 0x01, cosignature: 0x04 } as const;

/** A public note key: checks signatures made under one name (C2SP signed-note). Spec: IDN-9. */
export interface NoteKey {
  readonly name: string;
  /** Four bytes, as hexadecimal. */
  readonly keyId: string;
  readonly type: number;
  readonly publicKey: Uint8Array;
}

/** A private note key. */
export interface NoteSigner extends NoteKey {
  sign(message: Uint8Array): Uint8Array;
}

// \s lacks U+0085, which Unicode counts as a space.
const nameForm = /^[^\s\u0085+]{1,200}$/u;
const knownTypes: readonly number[] = Object.values(noteKeyType);

function keyIdOf(name: string, type: number, publicKey: Uint8Array): string {
  return hex(sha256(concat(utf8(name), Uint8Array.of(0x0a, type), publicKey)).subarray(0, 4));
}

/** A note key of a name (no space, no plus) and a raw Ed25519 public key. Faults: `note-name`, `key-type`, `key-refused`. Spec: IDN-9. */
export function noteKey(name: string, publicKey: Uint8Array, type: number = noteKeyType.ed25519): NoteKey {
  if (!nameForm.test(name)) throw new Fault('note-name', 'A note key name must not hold spaces or plus signs.');
  // A key of another algorithm must not be taken for an Ed25519 key of the same length.
  if (!knownTypes.includes(type)) throw new Fault('key-type', 'A note key of type 1 or 4 was expected.');
  if (!isAcceptableKey(publicKey))
    throw new Fault('key-refused', 'The Ed25519 public key is malformed or of small order.');
  return { name, type, publicKey, keyId: keyIdOf(name, type, publicKey) };
}

/** A signer of a name and a 32-byte seed. */
export function noteSigner(name: string, seed: Uint8Array, type: number = noteKeyType.ed25519): NoteSigner {
  return { ...noteKey(name, ed25519PublicKey(seed), type), sign: (message) => signEd25519(seed, message) };
}

/** Whether `signature` (64 bytes) is the key's over `message`. */
export const verifyWith = (key: NoteKey, message: Uint8Array, signature: Uint8Array): boolean =>
  verifyEd25519(key.publicKey, message, signature);

/** The same on another thread. */
export const verifyApartWith = (key: NoteKey, message: Uint8Array, signature: Uint8Array): Promise<boolean> =>
  verifyEd25519Apart(key.publicKey, message, signature);

/** The vkey text: `name+keyid+base64(type||key)`. */
export const formatVkey = (key: NoteKey): string =>
  `${key.name}+${key.keyId}+${base64(concat(Uint8Array.of(key.type), key.publicKey))}`;

/** Reads a vkey and checks its key id. */
export function parseVkey(text: string): NoteKey {
  const [name = '', keyId = '', encoded = '', ...rest] = text.split('+');
  const material = fromBase64([encoded, ...rest].join('+'));
  const key = noteKey(name, material.subarray(1), material[0]);
  if (hex(fromHex(keyId, 4)) !== key.keyId)
    throw new Fault('vkey-keyid', 'The key id of the vkey does not match its key.');
  return key;
}
