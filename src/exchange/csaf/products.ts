import type { Branch, CsafDocument, ProductName } from './csaf-document.ts';

/** A product of an advisory. */
export interface Product {
  readonly id: string;
  readonly name: string;
  /** Vendor, product and version as the tree states them, from the outside in. */
  readonly vendor?: string;
  readonly product?: string;
  readonly version?: string;
  readonly helper?: ProductName['product_identification_helper'];
  /** JSON pointer of the definition. */
  readonly path: string;
}

type Place = Pick<Product, 'vendor' | 'product' | 'version'>;

const placeKeys: Readonly<Record<string, keyof Place>> = {
  vendor: 'vendor',
  product_name: 'product',
  product_version: 'version',
  product_version_range: 'version',
};

function productOf({ name, product_id, product_identification_helper: helper }: ProductName, path: string): Product {
  return {
    id: product_id,
    name,
    path,
    ...(helper === undefined ? {} : { helper }),
  };
}

function* inBranches(branches: readonly Branch[], path: string, outer: Place): Generator<Product> {
  for (const [at, branch] of branches.entries()) {
    const here = `${path}/${at}`;
    const key = placeKeys[branch.category];
    const place = key === undefined ? outer : { ...outer, [key]: branch.name };
    if (branch.product !== undefined) yield { ...productOf(branch.product, `${here}/product`), ...place };
    if (branch.branches !== undefined) yield* inBranches(branch.branches, `${here}/branches`, place);
  }
}

/** Every product that a document defines, in order; one that is defined twice comes twice. */
export function* definedProducts({ product_tree: tree = {} }: CsafDocument): Generator<Product> {
  yield* inBranches(tree.branches ?? [], '/product_tree/branches', {});
  for (const [at, name] of (tree.full_product_names ?? []).entries())
    yield productOf(name, `/product_tree/full_product_names/${at}`);
  for (const [at, { full_product_name: name }] of (tree.relationships ?? []).entries())
    yield productOf(name, `/product_tree/relationships/${at}/full_product_name`);
}

/** The products of groups, by group. */
export const productGroups = ({ product_tree: tree }: CsafDocument): ReadonlyMap<string, readonly string[]> =>
  new Map((tree?.product_groups ?? []).map(({ group_id, product_ids }) => [group_id, product_ids]));
