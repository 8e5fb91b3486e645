import type { Constant, ObjectPath } from './pattern.ts';

// Digits in hexadecimal of each algorithm of the hash-algorithm vocabulary (STIX 2.1 section 10.7) and of a few in use.
const hexDigits: Readonly<Record<string, readonly number[]>> = {
  MD5: [32],
  MD6: [32, 40, 56, 64, 96, 128],
  RIPEMD160: [40],
  SHA1: [40],
  SHA224: [56],
  SHA256: [64],
  SHA384: [96],
  SHA512: [128],
  SHA3224: [56],
  SHA3256: [64],
  SHA3384: [96],
  SHA3512: [128],
  WHIRLPOOL: [128],
};
const hexadecimal = /^[0-9a-fA-F]*$/;
const fuzzy = /^[a-zA-Z0-9/+:.]{1,148}$/;

/** Whether a text can be a hash value of the algorithm; of an algorithm that is not known, anything can. */
function isHashValue(algorithm: string, value: string): boolean {
  const name = algorithm.toUpperCase().replaceAll(/[-_]/g, '');
  if (name === 'SSDEEP') return fuzzy.test(value);
  const lengths = Object.hasOwn(hexDigits, name) ? hexDigits[name] : undefined;
  return lengths === undefined || (lengths.includes(value.length) && hexadecimal.test(value));
}

/** Whether a constant may stand against the path: one that names a hash algorithm takes only its values. Spec: MAT-4. */
export function fitsHashPath({ steps }: ObjectPath, constant: Constant): boolean {
  const last = steps.at(-1);
  if (typeof last !== 'string' || steps.at(-2) !== 'hashes') return true;
  return constant.type !== 'text' || isHashValue(last, constant.value);
}
