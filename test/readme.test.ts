/**
 * A README that does not run misleads its first reader. Every `sh` block that follows a line `<!-- run -->` is run
 * in a folder of its own that holds links to the project, so that a snippet may write where it likes.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const notLinked = new Set(['.git', 'comity-data']);

/** The marked blocks of a document, in order. */
function markedSnippets(markdown: string): string[] {
  return [...markdown.matchAll(/^<!-- run -->\n+```sh\n(.*?)^```$/gms)].map(([, snippet = '']) => snippet);
}

function bench(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'comity-readme-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of readdirSync(root)) {
    if (!notLinked.has(name)) symlinkSync(join(root, name), join(folder, name));
  }
  return folder;
}

test('only blocks of sh that are marked are taken', () => {
  const markdown =
    '```sh\nno\n```\n<!-- run -->\n```sh\none\ntwo\n```\n<!-- run -->\n```ts\nno\n```\n<!-- run -->\n\n```sh\nthree\n```\n';
  assert.deepEqual(markedSnippets(markdown), ['one\ntwo\n', 'three\n']);
});

const readme = join(root, 'README.md');
const translation = join(root, 'README.zh.md');
const missing = (path: string): string | false => (existsSync(path) ? false : 'it is not written yet');

test('the marked commands of the README run as they stand, in their order', { skip: missing(readme) }, (t) => {
  const snippets = markedSnippets(readFileSync(readme, 'utf8'));
  assert.ok(snippets.length > 0, 'no snippet is marked with <!-- run -->');
  const cwd = bench(t);
  for (const snippet of snippets) {
    const run = spawnSync('bash', ['-euo', 'pipefail', '-c', snippet], { cwd, encoding: 'utf8', timeout: 120_000 });
    assert.equal(run.status, 0, `${snippet}\n${run.stdout}${run.stderr}`);
  }
});

test('the Chinese README marks the same commands', { skip: missing(translation) }, () => {
  const [here, there] = [readme, translation].map((path) => markedSnippets(readFileSync(path, 'utf8')));
  assert.deepEqual(there, here);
});
