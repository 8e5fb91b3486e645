import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { verifyLogDirectory } from '#check/log-directory.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { logKeys, witnessKeys } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { openCheckpoint, parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { auditParty } from '#server/party/audit.ts';
import { initDirectory, layout, openDirectory } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import type { Powers } from '#server/powers.ts';
import { copiedFiles } from '../../src/cli/log-copy.ts';
import { conclude, founded, introduceAll, openTerms } from './agreed-terms.fixture.ts';
import { batchOf } from './threat-objects.fixture.ts';

const script = join(import.meta.dirname, 'sigkill.fixture.ts');

/** Kills at moments that the child counts itself, and at lines that the parent saw. */
const selfKills = 44;
const parentKills = 8;

/** The same number between 1 and `most` for the same name. */
const drawn = (name: string, most: number): number =>
  1 + (new DataView(sha256(utf8(`kills 7 ${name}`)).buffer).getUint32(0) % most);

function powersFor(name: string): Powers {
  let n = 0;
  const random = (length: number): Uint8Array<ArrayBuffer> => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; at += 32) bytes.set(sha256(utf8(`${name} ${++n}`)).subarray(0, length - at), at);
    return bytes;
  };
  return { now: () => founded * 1_000_000, random, step: () => undefined };
}

/** Two parties on disk that share everything up to GREEN both ways. */
function foundTwo(root: string): string[] {
  const directories = ['aldoria', 'bereth'].map((name) => join(root, name));
  const parties = directories.map((directory, index) => {
    const founding = {
      kind: 'cert',
      names: [{ lang: 'en', text: `CERT ${index}` }],
      url: `http://127.0.0.1:${9100 + index}`,
    } as const;
    return initDirectory(directory, founding, powersFor(directory.slice(root.length)));
  });
  introduceAll(...parties);
  conclude(parties, openTerms(parties));
  for (const party of parties) {
    party.sealAndPublish();
    party.db.close();
  }
  return directories;
}

interface Life {
  readonly lines: readonly string[];
  readonly signal: NodeJS.Signals | null;
  readonly code: number | null;
  readonly errors: string;
}

/** One life of the child; `killAfter` lines the parent kills it. */
function live(args: readonly (string | number)[], killAfter = Number.POSITIVE_INFINITY): Promise<Life> {
  const { promise, resolve } = Promise.withResolvers<Life>();
  const child = spawn(process.execPath, [script, ...args.map(String)], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, errors]: string[][] = [[], []];
  const lines = (): string[] => (out ?? []).join('').split('\n').slice(0, -1);
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out?.push(text);
    if (lines().length >= killAfter) child.kill('SIGKILL');
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => errors?.push(text));
  child.on('close', (code, signal) => resolve({ lines: lines(), signal, code, errors: (errors ?? []).join('') }));
  return promise;
}

/** Every checkpoint that the two directories show of any log, by log and size. Spec: KEP-1. */
class Checkpoints {
  readonly texts = new Map<string, string>();

  look(directories: readonly string[]): void {
    for (const directory of directories) {
      const db = new DatabaseSync(layout(directory).store);
      const rows = [
        ...db.prepare('SELECT note FROM checkpoint').all(),
        ...db.prepare('SELECT note FROM witnessed').all(),
      ];
      const others = db.prepare('SELECT party FROM link').all();
      db.close();
      for (const { note } of rows) if (note instanceof Uint8Array) this.#add(note);
      const mirrors = others.map(({ party }) => layout(directory).mirror(String(party)));
      for (const folder of [layout(directory).log, ...mirrors]) this.#addFile(join(folder, 'checkpoint'));
    }
  }

  #addFile(path: string): void {
    if (existsSync(path)) this.#add(readFileSync(path));
  }

  #add(bytes: Uint8Array): void {
    const { text } = parseNote(new Uint8Array(bytes));
    const { origin, size } = parseCheckpoint(text);
    const known = this.texts.getOrInsert(`${origin} ${size}`, text);
    assert.equal(text, known, `two checkpoints of size ${size}`);
  }
}

const rowsOf = (party: Party, sql: string): string[] => party.db.all<{ value: string }>(sql).map(({ value }) => value);

/** What must be true of one party after all of it. */
function inspect(party: Party, other: Party, directory: string, batches: number): void {
  const objects = rowsOf(party, 'SELECT object AS value FROM item ORDER BY object');
  const expected = Array.from({ length: batches }, (_, n) => batchOf(n)).flat();
  assert.deepEqual(objects, expected.map(({ id }) => id).toSorted(), 'every accepted object once');
  const audit = auditParty(party);
  assert.deepEqual(audit.findings, []);
  assert.equal(audit.checked.items, objects.length);
  const trusted = { logKeys: logKeys(party.history), witnesses: witnessKeys(other.history) };
  const report = verifyLogDirectory({ files: copiedFiles(layout(directory).log), ...trusted });
  assert.deepEqual(report.findings, []);
  assert.equal(report.cosignatures.length, 1);
  assert.equal(report.size, party.log.frontier().size);
  const note = party.log.checkpoint();
  assert.ok(note);
  assert.equal(openCheckpoint(note, logKeys(party.history)).size, report.size);
}

/** Both sides hold the same receipts, countersigned. Spec: REL-8. */
function compareReceipts(a: Party, b: Party): number {
  const left = rowsOf(a, "SELECT id AS value FROM batch WHERE direction = 'left' ORDER BY id");
  assert.deepEqual(rowsOf(b, "SELECT id AS value FROM batch WHERE direction = 'reached' ORDER BY id"), left);
  assert.equal(a.db.count("SELECT count(*) FROM delivery WHERE state = 'acknowledged'"), left.length);
  assert.equal(a.db.count("SELECT count(*) FROM delivery WHERE state <> 'acknowledged'"), 0);
  return left.length;
}

/** Kills the two again and again. Returns how many batches were begun, and the deaths that were SIGKILL. */
async function killAgainAndAgain(directories: readonly string[], checkpoints: Checkpoints) {
  let [next, kills, accepted] = [0, 0, 0];
  for (let run = 1; run <= selfKills + parentKills; run++) {
    const isOwn = run % 7 !== 0 || run / 7 > parentKills;
    const killAt = isOwn ? drawn(`moment ${run}`, 120) : 0;
    const after = isOwn ? undefined : drawn(`line ${run}`, 4);
    const life = await live([...directories, run, next, 1_000_000, killAt], after);
    assert.deepEqual([life.signal, life.errors], ['SIGKILL', ''], `run ${run}`);
    kills++;
    const done = life.lines.filter((line) => line.startsWith('accepted'));
    accepted += done.length;
    next += done.length;
    checkpoints.look(directories);
  }
  return { next, kills, accepted };
}

test('KEP-1, KEP-2, LNK-6: two servers killed with SIGKILL at least 50 times lose nothing, count nothing twice and never sign two checkpoints of one size', async (t) => {
  const root = mkdtempSync(join(tmpdir(), 'comity-kill-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const directories = foundTwo(root);
  const checkpoints = new Checkpoints();
  checkpoints.look(directories);
  const { next, kills, accepted } = await killAgainAndAgain(directories, checkpoints);
  assert.ok(kills >= 50);
  assert.ok(accepted >= 10, `${accepted} batches were acknowledged`);
  const last = await live([...directories, 1000, next, next + 2, 0]);
  assert.deepEqual([last.code, last.errors, last.lines.at(-1)], [0, '', 'done']);
  checkpoints.look(directories);
  const parties = directories.map((directory) => openDirectory(directory, powersFor('inspection')));
  t.after(() => parties.forEach((party) => party.db.close()));
  const [a, b] = parties;
  const [left = '', right = ''] = directories;
  assert.ok(a && b);
  inspect(a, b, left, next + 2);
  inspect(b, a, right, next + 2);
  const receipts = compareReceipts(a, b) + compareReceipts(b, a);
  assert.ok(receipts >= 10, `${receipts} receipts`);
  t.diagnostic(`${kills} kills, ${accepted} batches, ${receipts} receipts, ${checkpoints.texts.size} checkpoints`);
});
