/** A network, or one address when `length` is 32 or 128. IPv4 bits fit a number; IPv6 bits need a bigint. */
export type Network =
  | { readonly family: 4; readonly bits: number; readonly length: number }
  | { readonly family: 6; readonly bits: bigint; readonly length: number };

const decimalByte = /^(?:0|[1-9]\d{0,2})$/;
const hexGroup = /^[0-9a-fA-F]{1,4}$/;
const prefix = /^\d{1,3}$/;

function bits4(text: string): number | undefined {
  const parts = text.split('.', 5);
  if (parts.length !== 4 || !parts.every((part) => decimalByte.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The groups of one side of `::`; a last part in dots gives two. */
function groupsOf(side: string): readonly number[] | undefined {
  if (side === '') return [];
  const groups: number[] = [];
  const parts = side.split(':', 9);
  for (const [at, part] of parts.entries()) {
    if (hexGroup.test(part)) groups.push(Number.parseInt(part, 16));
    else {
      const embedded = at === parts.length - 1 ? bits4(part) : undefined;
      if (embedded === undefined) return undefined;
      groups.push(Math.floor(embedded / 65_536), embedded % 65_536);
    }
  }
  return groups;
}

function bits6(text: string): bigint | undefined {
  const sides = text.split('::', 3);
  if (sides.length > 2) return undefined;
  const [left, right] = [groupsOf(sides[0] ?? ''), sides.length === 2 ? groupsOf(sides[1] ?? '') : []];
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  if (sides.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);
}

function lengthOf(text: string | undefined, most: number): number | undefined {
  if (text === undefined) return most;
  return prefix.test(text) && Number(text) <= most ? Number(text) : undefined;
}

/** The leading bits of an address, as a key that is equal exactly for equal prefixes. */
export const prefixOf = ({ family, bits }: Network, length: number): number | bigint =>
  family === 4 ? Math.floor(bits / 2 ** (32 - length)) : bits >> BigInt(128 - length);

/** Reads an address or a network in CIDR notation; bits behind the prefix do not count. */
export function networkOf(text: string): Network | undefined {
  if (text.length > 64) return undefined;
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const stated = slash < 0 ? undefined : text.slice(slash + 1);
  if (address.includes(':')) {
    const [bits, length] = [bits6(address), lengthOf(stated, 128)];
    return bits === undefined || length === undefined ? undefined : { family: 6, bits, length };
  }
  const [bits, length] = [bits4(address), lengthOf(stated, 32)];
  return bits === undefined || length === undefined ? undefined : { family: 4, bits, length };
}

/** Whether every address of `inner` is one of `outer`. */
export const isSubset = (inner: Network, outer: Network): boolean =>
  inner.family === outer.family &&
  inner.length >= outer.length &&
  prefixOf(inner, outer.length) === prefixOf(outer, outer.length);
