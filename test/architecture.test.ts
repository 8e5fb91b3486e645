import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultsOf } from '../tools/rules/house-rule.ts';
import { layerImports } from '../tools/rules/layer-imports.ts';
import { layerTable } from '../tools/rules/layer-table.ts';
import { readRepository } from '../tools/rules/repository-files.ts';

/** The faults of one invented source file. */
const faultsIn = (path: string, ...lines: string[]): readonly string[] =>
  layerImports.inspect([{ path, text: lines.join('\n') }]).faults;

test('every import in src follows the table of layers', () => {
  assert.deepEqual(faultsOf(layerImports, readRepository()), []);
});

test('the rule fails when it sees no import at all', () => {
  assert.equal(
    faultsOf(layerImports, [{ path: 'src/protocol/bytes/text.ts', text: 'export const one = 1;' }]).length,
    1,
  );
});

test('the table names only layers that it describes, and has no cycle', () => {
  const visit = (layer: string, above: readonly string[]): void => {
    assert.ok(!above.includes(layer), `${[...above, layer].join(' → ')} is a cycle`);
    const entry = layerTable[layer];
    assert.ok(entry, `${layer} is not described`);
    for (const next of entry.layers) visit(next, [...above, layer]);
  };
  assert.ok(Object.keys(layerTable).length > 0);
  for (const layer of Object.keys(layerTable)) visit(layer, []);
});

const planted: readonly [what: string, path: string, line: string][] = [
  ['a lower layer that imports a higher one', 'src/protocol/record/x.ts', "import { a } from '#server/store/a.ts';"],
  ['a layer crossed by a relative path', 'src/web/x.ts', "import { a } from '../protocol/bytes/a.ts';"],
  ['a name with # inside its own layer', 'src/web/x.ts', "import { a } from '#web/a.ts';"],
  ['a pure layer that imports from Node', 'src/check/x.ts', "import { a } from 'node:fs';"],
  ['a pure layer that names a package', 'src/exchange/stix/x.ts', "import { a } from 'hono';"],
  ['a format that knows another format', 'src/exchange/stix/x.ts', "import { a } from '../misp/a.ts';"],
  ['a desk that knows another desk', 'src/desks/rules/x.ts', "import { a } from '../justice/a.ts';"],
  ['a protocol folder that imports a later one', 'src/protocol/bytes/x.ts', "import { a } from '../log/a.ts';"],
  ['a protocol folder that nobody ordered', 'src/protocol/log/x.ts', "import { a } from '../extra/a.ts';"],
  ['a source that imports from tools', 'src/protocol/log/x.ts', "import { a } from '../../../tools/make-a.ts';"],
  ['a layer that is not in the table', 'src/surprise/x.ts', "import { a } from './a.ts';"],
  ['a re-export', 'src/protocol/bytes/x.ts', "export { a } from '#server/a.ts';"],
  ['an import of types only', 'src/protocol/bytes/x.ts', "import type { A } from '#server/a.ts';"],
  ['an import over several lines', 'src/protocol/bytes/x.ts', "import {\n  a,\n  b,\n} from '#server/a.ts';"],
  ['an import for its effect', 'src/protocol/bytes/x.ts', "import '#server/a.ts';"],
  ['a dynamic import', 'src/protocol/bytes/x.ts', "const a = await import('#server/a.ts');"],
  ['a test that crosses a layer upwards', 'src/protocol/bytes/x.test.ts', "import { a } from '#server/a.ts';"],
];

for (const [what, path, line] of planted) {
  test(`the rule catches ${what}`, () => assert.equal(faultsIn(path, line).length, 1));
}

const harmless: readonly [what: string, path: string, line: string][] = [
  ['an import in a comment', 'src/protocol/bytes/x.ts', "// import { a } from '#server/a.ts';"],
  ['an import named in a text', 'src/protocol/bytes/x.ts', 'const says = "never import from \'#server/a.ts\'";'],
  ['Node in the test of a pure layer', 'src/protocol/bytes/x.test.ts', "import { test } from 'node:test';"],
  ['a test that runs a generator', 'src/protocol/log/x.test.ts', "import { a } from '../../../tools/make-a.ts';"],
  ['an earlier protocol folder', 'src/protocol/log/x.ts', "import { a } from '../bytes/a.ts';"],
  ['a file that two formats share', 'src/exchange/stix/x.ts', "import { a } from '../loss.ts';"],
];

for (const [what, path, line] of harmless) {
  test(`the rule leaves alone ${what}`, () => assert.deepEqual(faultsIn(path, line), []));
}
