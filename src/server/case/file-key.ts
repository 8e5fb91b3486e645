import { createDecipheriv, hkdfSync } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';
import { bech32 } from '@scure/base';
import { Decrypter, type Identity } from 'age-encryption';
import type { Bytes } from '#protocol/bytes/text.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';

type Stanza = Parameters<Identity['unwrapFileKey']>[0][number];

const tagLength = 16;

/** The file key in a stanza for an X25519 recipient of age; undefined when it is for another. age-encryption.org/v1, "X25519". */
export function unwrapped(secret: Uint8Array, { args: [kind, share = ''], body }: Stanza): Bytes | undefined {
  if (kind !== 'X25519') return undefined;
  const ephemeral = new Uint8Array(Buffer.from(share, 'base64'));
  const salt = concat(ephemeral, x25519.getPublicKey(secret));
  const shared = x25519.getSharedSecret(secret, ephemeral);
  const key = hkdfSync('sha256', shared, salt, utf8('age-encryption.org/v1/X25519'), 32);
  const opener = createDecipheriv('chacha20-poly1305', new Uint8Array(key), new Uint8Array(12), {
    authTagLength: tagLength,
  });
  opener.setAuthTag(body.subarray(-tagLength));
  try {
    return concat(opener.update(body.subarray(0, -tagLength)), opener.final());
  } catch {
    return undefined;
  }
}

async function open(identity: Identity, sealed: Uint8Array): Promise<Bytes | undefined> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  try {
    return new Uint8Array(await decrypter.decrypt(sealed));
  } catch {
    // The library has no codes of its own, and every failure means the same here.
    return undefined;
  }
}

/** The file key of an age file, by which it alone opens; undefined when none of the secrets opens it. Spec: LNC-6. */
export async function fileKeyOf(secrets: readonly string[], sealed: Uint8Array): Promise<Bytes | undefined> {
  let taken: Bytes | undefined;
  const raw = secrets.map((secret) => bech32.decodeToBytes(secret).bytes);
  const taking: Identity = {
    unwrapFileKey: (stanzas) => {
      taken = raw.flatMap((secret) => stanzas.flatMap((stanza) => unwrapped(secret, stanza) ?? [])).at(0);
      return taken ?? null;
    },
  };
  return (await open(taking, sealed)) === undefined ? undefined : taken;
}

/** What an age file holds, by its file key; undefined when it is not of this file, or the file was changed. Spec: LNC-6. */
export const openWithKey = (key: Uint8Array, sealed: Uint8Array): Promise<Bytes | undefined> =>
  open({ unwrapFileKey: () => Uint8Array.from(key) }, sealed);
