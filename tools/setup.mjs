/**
 * Set-up for every npm script and for the `comity` command: dependencies as locked, and a Node that is new enough.
 * Plain JavaScript for Node 20, because it runs before Node 26 is there (docs/adr/0001).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = 26;
const system = process.platform === 'win32' ? 'win' : process.platform;
const nodePackage = `node-${system}-${process.arch}`;
const packagedNode = join(root, 'node_modules', nodePackage, 'bin', system === 'win' ? 'node.exe' : 'node');

const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const isRecent = Number(process.versions.node.split('.')[0]) >= oldestNode;

/** The node_modules folder is compared by content: times of files say little after a checkout or a copy. */
function isInstalled({ dev }) {
  if (!existsSync(join(root, 'node_modules/.package-lock.json'))) return false;
  const have = readJson('node_modules/.package-lock.json').packages;
  const wanted = Object.entries(readJson('package-lock.json').packages).filter(([path]) => path !== '');
  return wanted.every(([path, entry]) => {
    if (have[path] === undefined) return entry.optional || entry.devOptional || (entry.dev && !dev);
    return have[path].version === entry.version && have[path].integrity === entry.integrity;
  });
}

/** npm must not run on the Node inside the folder that it is about to replace. */
function npmCommand() {
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  if (npm?.endsWith('.js') && node && existsSync(node) && !node.startsWith(join(root, 'node_modules'))) {
    return { command: node, start: [npm], shell: false };
  }
  return { command: 'npm', start: [], shell: system === 'win' };
}

function install() {
  const began = process.hrtime.bigint();
  process.stderr.write('Setting up: npm ci … ');
  const { command, start, shell } = npmCommand();
  const ownBin = join(root, 'node_modules', '.bin');
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ownBin);
  const run = spawnSync(command, [...start, 'ci', '--include=dev', '--include=optional', '--loglevel=error'], {
    cwd: root,
    env: { ...process.env, PATH: path.join(delimiter) },
    encoding: 'utf8',
    shell,
  });
  if (run.status !== 0) fail(`failed.\n${run.error?.message ?? ''}${run.stdout ?? ''}${run.stderr ?? ''}`);
  process.stderr.write(`done in ${Number((process.hrtime.bigint() - began) / 100_000_000n) / 10} s\n`);
}

function fail(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

const failWithoutNode = () =>
  fail(
    `Comity needs Node ${oldestNode} or newer. This is Node ${process.versions.node} on ${system}-${process.arch}, ` +
      'for which no packaged Node can be used: install a newer one from https://nodejs.org and try again.',
  );

/**
 * Makes node_modules match the lockfile and returns the path of a Node that can run the sources.
 * With `dev: false`, an installation without the development tools is enough. Ends the process when there is no way.
 */
export function ensureSetUp({ dev }) {
  const isPackaged = nodePackage in (readJson('package.json').optionalDependencies ?? {});
  if (!isRecent && !isPackaged) failWithoutNode();
  if (!isInstalled({ dev }) || (!isRecent && !existsSync(packagedNode))) install();
  if (isRecent) return process.execPath;
  // A packaged binary can be there and still not start, as on a system with another C library.
  if (spawnSync(packagedNode, ['--version']).status !== 0) failWithoutNode();
  return packagedNode;
}
