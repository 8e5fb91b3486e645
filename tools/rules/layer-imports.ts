import { posix } from 'node:path';
import { codeOnly } from './code-only.ts';
import { type HouseRule, isTest, type SourceFile } from './house-rule.ts';
import { hubOf, layerTable, protocolOrder, siblingLayers } from './layer-table.ts';

/** A statement that begins its line, or a call of `import()`; text that merely holds the words is neither. */
const importPattern =
  /^(?:import|export)\b[^'"`;=]*?\bfrom\s*['"]([^'"\n]+)['"]|^import\s*['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"\n]+)['"]/gm;

const importsOf = ({ text }: SourceFile): string[] =>
  [...codeOnly(text).matchAll(importPattern)].map(([, statement, bare, call]) => statement ?? bare ?? call ?? '');

/** `src/web/page.ts` → `web`. A file that lies in `src` itself has no layer. */
const layerOf = (path: string): string | undefined => /^src\/([^/]+)\//.exec(path)?.[1];

/** `src/protocol/log/tile.ts` → `log`. */
const folderOf = (path: string): string | undefined => /^src\/[^/]+\/([^/]+)\//.exec(path)?.[1];

function faultInside(from: string, to: string): string | undefined {
  const layer = layerOf(from) ?? '';
  const [own, other] = [folderOf(from), folderOf(to)];
  if (own === other || other === undefined) return undefined;
  const isSibling = siblingLayers.includes(layer) && own !== undefined && other !== hubOf[layer];
  if (isSibling) return `${own} must not know ${other}`;
  if (layer !== 'protocol') return undefined;
  const before = protocolOrder.slice(0, Math.max(0, protocolOrder.indexOf(own ?? '')));
  return before.includes(other) ? undefined : `${other} does not come before ${own}`;
}

function faultOfRelative(from: string, name: string): string | undefined {
  const to = posix.join(posix.dirname(from), name);
  if (isTest(from) && to.startsWith('tools/')) return undefined; // A test may check a generator against what it made.
  if (layerOf(to) !== layerOf(from)) return 'a layer is crossed by #name, not by a relative path';
  return faultInside(from, to);
}

function faultOfPackage(from: string, name: string): string | undefined {
  const rules = layerTable[layerOf(from) ?? ''];
  if (isTest(from) || rules === undefined) return undefined;
  if (name.startsWith('node:')) return rules.pure ? 'a pure layer does no I/O' : undefined;
  const known =
    rules.packages === 'any' || rules.packages.some((entry) => name === entry || name.startsWith(`${entry}/`));
  return known ? undefined : 'this layer may not name the package';
}

function faultOf(from: string, name: string): string | undefined {
  const layer = layerOf(from) ?? '';
  if (layerTable[layer] === undefined) return `the layer ${layer} is not in the table`;
  if (name.startsWith('.')) return faultOfRelative(from, name);
  if (!name.startsWith('#')) return faultOfPackage(from, name);
  const target = name.slice(1).split('/')[0] ?? '';
  if (target === layer) return 'inside a layer, imports are relative';
  return layerTable[layer].layers.includes(target) ? undefined : `${layer} must not import ${target}`;
}

export const layerImports: HouseRule = {
  name: 'layer imports',
  why: 'The layers are the architecture: what a folder may know is decided in tools/rules/layer-table.ts, not in passing.',
  inspect(files) {
    const sources = files.filter(({ path }) => path.endsWith('.ts') && layerOf(path) !== undefined);
    const imports = sources.flatMap((file) => importsOf(file).map((name) => ({ path: file.path, name })));
    const faults = imports.flatMap(({ path, name }) => {
      const fault = faultOf(path, name);
      return fault === undefined ? [] : [`${path} imports ${name}: ${fault}`];
    });
    return { seen: imports.length, faults };
  },
};
