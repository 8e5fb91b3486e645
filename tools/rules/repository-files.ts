import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { SourceFile } from './house-rule.ts';

export const root = dirname(dirname(import.meta.dirname));

const skippedFolders = new Set(['node_modules', '.git', 'samples', 'vectors', 'comity-data', 'out']);
const textNames = /\.(?:ts|mjs|json|md|css|html|svg|sh|yml)$|^(?:run|LICENSE|\.npmrc|\.gitignore)$/;

function* paths(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !skippedFolders.has(entry.name)) yield* paths(path);
    if (entry.isFile() && textNames.test(entry.name)) yield path;
  }
}

/** Every text file that people wrote: code, documents, settings. The lockfile and data are not among them. */
export function readRepository(folder = root): SourceFile[] {
  return [...paths(folder)]
    .map((path) => ({ path: relative(folder, path).replaceAll(sep, '/'), text: readFileSync(path, 'utf8') }))
    .filter(({ path }) => path !== 'package-lock.json');
}
