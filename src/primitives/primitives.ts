/**
 * The deterministic functions that differ in speed, not in result, between Node and a browser.
 * `#primitives` resolves to node.ts or portable.ts; one contract suite runs on both.
 */
export interface Primitives {
  sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** The same in lower-case hexadecimal. */
  sha256Hex(bytes: Uint8Array): string;
  /** Broken as a commitment; some foreign formats make names with it (RFC 9562 version 5). */
  sha1(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Some foreign files come with it as their hash. */
  sha512(bytes: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Plain RFC 8032 verification; call it only through protocol/identity/ed25519.ts. */
  ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean;
  /** The same on another thread where the runtime has one, so that a batch does not hold up this one. */
  ed25519VerifyApart(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /** `seed` is the 32-byte private key of RFC 8032. */
  ed25519Sign(seed: Uint8Array, message: Uint8Array): Uint8Array<ArrayBuffer>;
  ed25519PublicKey(seed: Uint8Array): Uint8Array<ArrayBuffer>;
}
