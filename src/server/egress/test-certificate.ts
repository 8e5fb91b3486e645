import { generateKeyPairSync, sign } from 'node:crypto';
import { concat, utf8 } from '#protocol/bytes/text.ts';

/* A self-signed certificate for tests, written as DER (X.690, RFC 5280, RFC 8410): no tool, no file, no network. */

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return concat(Uint8Array.of(tag, ...size), content);
}

const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
const oid = (...bytes: readonly number[]): Uint8Array => der(0x06, Uint8Array.from(bytes));
const bits = (bytes: Uint8Array): Uint8Array => der(0x03, Uint8Array.of(0), bytes);

/** A certificate for these DNS names, good from 2020 to 2049, with its key; both PEM. */
export function testCertificate(names: readonly string[]): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const algorithm = sequence(oid(0x2b, 0x65, 0x70));
  const name = sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, utf8('test')))));
  const validity = sequence(der(0x17, utf8('200101000000Z')), der(0x17, utf8('491231235959Z')));
  const alternatives = sequence(...names.map((text) => der(0x82, utf8(text))));
  const extensions = sequence(
    sequence(oid(0x55, 0x1d, 0x13), der(0x04, sequence(der(0x01, Uint8Array.of(0xff))))),
    sequence(oid(0x55, 0x1d, 0x11), der(0x04, alternatives)),
  );
  const version = der(0xa0, der(0x02, Uint8Array.of(2)));
  const serial = der(0x02, Uint8Array.of(1));
  const key = publicKey.export({ type: 'spki', format: 'der' });
  const body = sequence(version, serial, algorithm, name, validity, name, key, der(0xa3, extensions));
  const certificate = sequence(body, algorithm, bits(sign(null, body, privateKey)));
  const cert = `-----BEGIN CERTIFICATE-----\n${certificate.toBase64()}\n-----END CERTIFICATE-----\n`;
  return { key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
}
