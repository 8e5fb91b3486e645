import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';

const root = join(import.meta.dirname, '..');
const skip = process.platform === 'win32' ? 'the stand-in for npm is a shell script' : false;

interface Lock {
  readonly packages: Readonly<Record<string, object>>;
}

const locked = { packages: { '': {}, 'node_modules/a': { version: '1.0.0', integrity: 'x' } } };

/** A project of the same shape with one dependency, and an `npm` that only notes what it was asked. */
function project(t: TestContext, installed?: Lock): string {
  const folder = mkdtempSync(join(tmpdir(), 'comity-set-up-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const name of ['bin', 'src/cli', 'node_modules', 'tools']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ['bin/comity.mjs', 'tools/setup.mjs', 'tools/run.mjs', 'tools/hand-over.mjs']) {
    cpSync(join(root, name), join(folder, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(locked));
  if (installed) writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify(installed));
  writeFileSync(join(folder, 'bin/npm'), '#!/bin/sh\necho "$@" >> npm-calls\n', { mode: 0o755 });
  writeFileSync(
    join(folder, 'src/cli/main.ts'),
    'const words: string[] = process.argv.slice(2);\nconsole.log(words.join("|"));\nprocess.exitCode = words.length;\n',
  );
  return folder;
}

function run(
  folder: string,
  script: string,
  ...words: string[]
): { status: number | null; stdout: string; calls: string } {
  const { npm_execpath: _, ...env } = process.env;
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  const { status, stdout } = spawnSync(process.execPath, [script, ...words], {
    cwd: folder,
    env: { ...env, PATH: path },
    encoding: 'utf8',
  });
  const log = join(folder, 'npm-calls');
  return { status, stdout, calls: existsSync(log) ? readFileSync(log, 'utf8') : '' };
}

test('nothing is installed when the dependencies are as the lockfile says', { skip }, (t) => {
  assert.equal(run(project(t, locked), 'tools/run.mjs', '--version').calls, '');
});

test('npm ci runs when node_modules is not there', { skip }, (t) => {
  assert.match(run(project(t), 'tools/run.mjs', '--version').calls, /^ci /);
});

test('npm ci runs when one package differs from the lockfile', { skip }, (t) => {
  const other = { packages: { 'node_modules/a': { version: '1.0.1', integrity: 'y' } } };
  assert.match(run(project(t, other), 'tools/run.mjs', '--version').calls, /^ci /);
});

test('a package for another platform may be absent, a development tool only for the command', { skip }, (t) => {
  const rest = project(t, locked);
  const more = { ...locked.packages, 'node_modules/b': { optional: true }, 'node_modules/c': { dev: true } };
  writeFileSync(join(rest, 'package-lock.json'), JSON.stringify({ packages: more }));
  assert.equal(run(rest, 'bin/comity.mjs').calls, '');
  assert.match(run(rest, 'tools/run.mjs', '--version').calls, /^ci /);
});

test('the command gives its words to the command line and its exit code back', { skip }, (t) => {
  const { status, stdout } = run(project(t, locked), 'bin/comity.mjs', 'explain', 'a b', '--json');
  assert.deepEqual([status, stdout], [3, 'explain|a b|--json\n']);
});

test('a script is run with its words, and its exit code comes back', { skip }, (t) => {
  const { status, stdout } = run(project(t, locked), 'tools/run.mjs', 'src/cli/main.ts', 'one', 'two');
  assert.deepEqual([status, stdout], [2, 'one|two\n']);
});

/** A script that stays until it is told to go; an open channel keeps it alive. */
const waiting = `
process.on('SIGTERM', () => { console.log('told'); process.exit(7); });
new MessageChannel().port1.onmessage = () => {};
console.log('ready');
`;

test('a signal reaches the script, and its answer comes back', { skip }, async (t) => {
  const folder = project(t, locked);
  writeFileSync(join(folder, 'src/cli/main.ts'), waiting);
  const words = ['tools/run.mjs', 'src/cli/main.ts'];
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [7, null]);
});

test('the command ends when the shell that npx put before it is gone', { skip }, async (t) => {
  const folder = project(t, locked);
  writeFileSync(join(folder, 'src/cli/main.ts'), waiting);
  const env = { ...process.env, npm_command: 'exec' };
  const shell = spawn('sh', ['-c', `"${process.execPath}" bin/comity.mjs; true`], { cwd: folder, env, stdio: 'pipe' });
  await once(shell.stdout, 'data');
  shell.kill('SIGKILL');
  assert.equal(await text(shell.stdout), 'told\n');
});
