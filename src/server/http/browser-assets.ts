import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { base64 } from '#protocol/bytes/encodings.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { type Bytes, utf8 } from '#protocol/bytes/text.ts';
import { compactStyle } from '#web/compact-style.ts';

/** A file that browsers may fetch. */
export interface Asset {
  readonly type: string;
  readonly bytes: Bytes;
  readonly etag: string;
}

const root = join(import.meta.dirname, '..', '..', '..');
const entryFolder = 'src/web/browser';

// Statements begin their line; the same words inside a comment or a text do not.
const importForm = /^((?:import|export)\b[^'"`;]*?\bfrom\s*|import\s*)(['"])([^'"\n]+)\2/gm;

const slashes = (path: string): string => path.split(sep).join('/');

/** Folders of the project and where browsers find them, the first that fits. */
type Places = readonly (readonly [folder: string, url: string])[];
const places: Places = [
  ['src/web/browser/', '/assets/browser/'],
  ['src/web/', '/assets/web/'],
  ['src/protocol/', '/assets/protocol/'],
  ['src/primitives/', '/assets/primitives/'],
  ['node_modules/', '/assets/modules/'],
];

/** The address of a file of the project; undefined for what browsers have no business with. */
function urlOf(file: string, known: Places): string | undefined {
  const place = known.find(([folder]) => file.startsWith(folder));
  return place === undefined ? undefined : place[1] + file.slice(place[0].length);
}

/** The file that an import names, relative to the project, as a browser build would resolve it. */
function resolveImport(from: string, name: string): string {
  if (name.startsWith('.')) return posix.join(posix.dirname(from), name);
  if (name === '#primitives') return 'src/primitives/portable.ts';
  if (name.startsWith('#')) return `src/${name.slice(1)}`;
  return packageFile(from, name);
}

function packageFile(from: string, name: string): string {
  const found = fileURLToPath(import.meta.resolve(name, new URL(`file://${slashes(join(root, from))}`).href));
  return slashes(relative(root, found));
}

interface Module {
  readonly text: string;
  readonly imports: readonly string[];
}

/** A module as browsers run it: without types, each import by its address. */
function readModule(file: string, known: Places): Module {
  const source = readFileSync(join(root, file), 'utf8');
  const script = file.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
  const imports: string[] = [];
  const text = script.replace(importForm, (_whole, before: string, quote: string, name: string) => {
    const target = resolveImport(file, name);
    const url = urlOf(target, known);
    if (url === undefined) throw new Error(`${file} imports ${name}, which browsers cannot have.`);
    imports.push(target);
    return `${before}${quote}${url}${quote}`;
  });
  return { text, imports };
}

function assetOf(text: string, type: string): Asset {
  const bytes = utf8(text);
  return { type, bytes, etag: `"${base64(sha256(bytes).subarray(0, 15))}"` };
}

const isEntry = (name: string): boolean =>
  name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('.d.ts');

/** Modules and all that they import, by address. `more`: places beside those of the pages, for tests that run in a browser. */
export function moduleAssets(entries: readonly string[], more: Places = []): Map<string, Asset> {
  const known = [...more, ...places];
  const assets = new Map<string, Asset>();
  const waiting = [...entries];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const url = urlOf(file, known) ?? '';
    if (assets.has(url)) continue;
    const { text, imports } = readModule(file, known);
    assets.set(url, assetOf(text, 'text/javascript; charset=utf-8'));
    waiting.push(...imports);
  }
  return assets;
}

function collect(): ReadonlyMap<string, Asset> {
  const style = compactStyle(readFileSync(join(root, 'src/web/assets/style.css'), 'utf8'));
  const entries = readdirSync(join(root, entryFolder))
    .filter(isEntry)
    .map((name) => `${entryFolder}/${name}`);
  return moduleAssets(entries).set('/assets/style.css', assetOf(style, 'text/css; charset=utf-8'));
}

let collected: ReadonlyMap<string, Asset> | undefined;

/** All files that pages and their modules reach, by address. Read once, at the first request. */
export function browserAssets(): ReadonlyMap<string, Asset> {
  collected ??= collect();
  return collected;
}

/** The file at an address of this closed set; nothing else of the project can be asked for. */
export const assetAt = (path: string): Asset | undefined => browserAssets().get(path);
