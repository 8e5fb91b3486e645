import type { About, Branch, CsafDocument } from './csaf-document.ts';
import { statusNames } from './csaf-document.ts';
import type { CsafFaultCode, CsafFaults } from './csaf-fault.ts';
import { definedProducts } from './products.ts';

type Use = readonly [id: string, path: string];

const uses = (ids: readonly string[] | undefined, path: string): Use[] =>
  (ids ?? []).map((id, at): Use => [id, `${path}/${at}`]);

function* aboutUses(about: readonly About[] | undefined, path: string, key: keyof About): Generator<Use> {
  for (const [at, one] of (about ?? []).entries()) yield* uses(one[key], `${path}/${at}/${key}`);
}

/** Where product ids (or group ids) are used in what is said about vulnerabilities. */
function* usesInVulnerabilities({ vulnerabilities = [] }: CsafDocument, key: keyof About): Generator<Use> {
  for (const [at, one] of vulnerabilities.entries()) {
    const path = `/vulnerabilities/${at}`;
    for (const name of ['flags', 'remediations', 'threats'] as const)
      yield* aboutUses(one[name], `${path}/${name}`, key);
    if (key === 'group_ids') continue;
    for (const name of statusNames) yield* uses(one.product_status?.[name], `${path}/product_status/${name}`);
    for (const [n, score] of (one.scores ?? []).entries()) yield* uses(score.products, `${path}/scores/${n}/products`);
  }
}

function* usesInTree({ product_tree: tree = {} }: CsafDocument): Generator<Use> {
  for (const [at, group] of (tree.product_groups ?? []).entries())
    yield* uses(group.product_ids, `/product_tree/product_groups/${at}/product_ids`);
  for (const [at, relation] of (tree.relationships ?? []).entries())
    for (const key of ['product_reference', 'relates_to_product_reference'] as const)
      yield [relation[key], `/product_tree/relationships/${at}/${key}`];
}

function checkDefined(
  known: Iterable<Use>,
  used: Iterable<Use>,
  codes: readonly [CsafFaultCode, CsafFaultCode],
  faults: CsafFaults,
): void {
  const [missing, repeated] = codes;
  const ids = new Set<string>();
  for (const [id, path] of known) {
    if (ids.has(id)) faults.add(repeated, path);
    ids.add(id);
  }
  for (const [id, path] of used) if (!ids.has(id)) faults.add(missing, path);
}

/** Tests 6.1.1, 6.1.2, 6.1.4 and 6.1.5: every id that is used is defined, and once. */
function checkIds(doc: CsafDocument, faults: CsafFaults): void {
  const products = [...definedProducts(doc)].map(({ id, path }): Use => [id, `${path}/product_id`]);
  const used = [...usesInTree(doc), ...usesInVulnerabilities(doc, 'product_ids')];
  checkDefined(products, used, ['csaf-6.1.1', 'csaf-6.1.2'], faults);
  const groups = (doc.product_tree?.product_groups ?? []).map(
    ({ group_id }, at): Use => [group_id, `/product_tree/product_groups/${at}/group_id`],
  );
  checkDefined(groups, usesInVulnerabilities(doc, 'group_ids'), ['csaf-6.1.4', 'csaf-6.1.5'], faults);
}

/** Test 6.1.3: no product is defined through itself. Products without open references are taken off until none is left. */
function checkCircles({ product_tree: tree }: CsafDocument, faults: CsafFaults): void {
  const relations = tree?.relationships ?? [];
  const open = new Map<string, number>();
  const users = new Map<string, string[]>();
  for (const { full_product_name: name, product_reference, relates_to_product_reference } of relations)
    for (const needed of [product_reference, relates_to_product_reference]) {
      open.set(name.product_id, (open.get(name.product_id) ?? 0) + 1);
      users.getOrInsertComputed(needed, () => []).push(name.product_id);
    }
  const ready = [...users.keys()].filter((id) => !open.has(id));
  for (let id = ready.pop(); id !== undefined; id = ready.pop())
    for (const user of users.get(id) ?? []) {
      const left = (open.get(user) ?? 0) - 1;
      open.set(user, left);
      if (left === 0) ready.push(user);
    }
  relations.forEach(({ full_product_name: name }, at) => {
    if ((open.get(name.product_id) ?? 0) > 0)
      faults.add('csaf-6.1.3', `/product_tree/relationships/${at}/full_product_name/product_id`);
  });
}

const rangeWords = new Set(['after', 'all', 'before', 'earlier', 'later', 'prior', 'versions']);
const isRange = (name: string): boolean =>
  /[<>]/.test(name) ||
  name
    .toLowerCase()
    .split(/\s/)
    .some((word) => rangeWords.has(word));

/** Test 6.1.31: a branch that is one version does not hold a range. */
function checkVersions(branches: readonly Branch[], path: string, faults: CsafFaults): void {
  branches.forEach(({ category, name, branches: inner }, at) => {
    if (category === 'product_version' && isRange(name)) faults.add('csaf-6.1.31', `${path}/${at}/name`);
    if (inner !== undefined) checkVersions(inner, `${path}/${at}/branches`, faults);
  });
}

/** Test 6.1.25: one hash of each algorithm for a file. */
function checkHashes(doc: CsafDocument, faults: CsafFaults): void {
  for (const { path, helper } of definedProducts(doc))
    (helper?.hashes ?? []).forEach(({ file_hashes: file }, at) => {
      const algorithms = file.map(({ algorithm }) => algorithm);
      if (new Set(algorithms).size < algorithms.length)
        faults.add('csaf-6.1.25', `${path}/product_identification_helper/hashes/${at}/file_hashes`);
    });
}

/** The mandatory tests about products (CSAF 2.0 section 6.1), in linear time. Spec: CSF-4. */
export function checkProducts(doc: CsafDocument, faults: CsafFaults): void {
  checkIds(doc, faults);
  checkCircles(doc, faults);
  checkVersions(doc.product_tree?.branches ?? [], '/product_tree/branches', faults);
  checkHashes(doc, faults);
}
