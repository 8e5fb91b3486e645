/** A product as somebody names it. A version is said for people; it never decides. Spec: CST-11. */
export interface Product {
  readonly vendor?: string;
  readonly product: string;
  readonly version?: string;
}

const longest = 200;

/** The words of a name: without case, accents and signs, each but the first preceded by a space. */
const folded = (name: string): string =>
  name
    .slice(0, longest)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whether the words of one name stand side by side in the other. */
function isWithin(a: string, b: string): boolean {
  const [one, other] = [folded(a), folded(b)];
  return one !== '' && other !== '' && (` ${other} `.includes(` ${one} `) || ` ${one} `.includes(` ${other} `));
}

/**
 * Whether two names may mean one product: each product's words stand in the other's, and the vendors do
 * where both name one. Versions are not compared: a range is written in too many ways, and what is
 * left out by mistake is worse than what is shown in excess. Spec: CST-11.
 */
export function isSameProduct(a: Product, b: Product): boolean {
  if (a.vendor !== undefined && b.vendor !== undefined && !isWithin(a.vendor, b.vendor)) return false;
  return isWithin(a.product, b.product);
}

/** One part of a CPE name in plain words; undefined for what it leaves open. */
function cpePart(text: string | undefined): string | undefined {
  const plain = (text ?? '').replaceAll('\\', '').replaceAll('_', ' ').trim();
  return plain === '' || plain === '*' || plain === '-' ? undefined : plain;
}

/** The parts between colons that no backslash precedes. */
const cpeParts = (text: string): string[] =>
  text
    .replaceAll('\\:', '\u0000')
    .split(':')
    .map((part) => part.replaceAll('\u0000', ':'));

function product(
  vendor: string | undefined,
  name: string | undefined,
  version: string | undefined,
): Product | undefined {
  if (name === undefined) return undefined;
  return { ...(vendor === undefined ? {} : { vendor }), product: name, ...(version === undefined ? {} : { version }) };
}

/** Reads a CPE name, 2.3 or 2.2; undefined when it names no product. */
export function productOfCpe(text: string): Product | undefined {
  if (text.length > 1000) return undefined;
  const parts = cpeParts(text);
  if (text.startsWith('cpe:2.3:')) return product(cpePart(parts[3]), cpePart(parts[4]), cpePart(parts[5]));
  if (text.startsWith('cpe:/')) return product(cpePart(parts[2]), cpePart(parts[3]), cpePart(parts[4]));
  return undefined;
}

/** Reads a product as it is typed: a CPE name, or `vendor / product / version`, or a product alone. */
export function productTyped(line: string): Product | undefined {
  if (line.startsWith('cpe:')) return productOfCpe(line);
  const parts = line.split(' / ', 3).map((part) => part.trim());
  if (parts.some((part) => part === '')) return undefined;
  return parts.length === 1 ? product(undefined, parts[0], undefined) : product(parts[0], parts[1], parts[2]);
}

/** The product as it is typed. */
export const productText = ({ vendor, product: name, version }: Product): string =>
  [vendor, name, version].filter((part) => part !== undefined).join(' / ');
