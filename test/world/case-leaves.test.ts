import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { verifyCaseFolder } from '#check/case-folder.ts';
import { eraseBody } from '#server/case/case-body.ts';
import { caseFolder } from '#server/case/case-folder.ts';
import { viewCase } from '#server/case/case-view.ts';
import { leaveCase } from '#server/case/open-case.ts';
import { call } from '../../src/cli/comity.fixture.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

const script = join(import.meta.dirname, '../../docs/verify-case.mjs');

/** Runs the script as a stranger would, in a process of its own. */
function verified(folder: string): { code: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, folder], { encoding: 'utf8' });
  assert.equal(stderr, '');
  return { code: status, out: stdout };
}

const root = mkdtempSync(join(tmpdir(), 'comity-case-'));
const write = (folder: string, files: readonly { path: string; bytes: Uint8Array }[]): void => {
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
};
after(() => rmSync(root, { recursive: true }));

describe('a party that leaves a case', () => {
  let cases: CaseStage;
  const whole = join(root, 'whole');
  const erased = join(root, 'erased');
  const bodies = (): (string | undefined)[] =>
    viewCase(cases.party(3).party, cases.id).steps.flatMap((step) => ('body' in step ? [step.body] : []));

  before(async () => {
    cases = new CaseStage();
    await cases.open();
    await cases.act(0, 'ask', words('What happened on 3 May?'));
    await cases.act(1, 'answer', words('A cable was cut.'));
    const { party } = cases.party(3);
    leaveCase(party, cases.id, 'a test');
    write(whole, caseFolder(party, cases.id));
    eraseBody(party, cases.id, bodies()[0] ?? '');
    write(erased, caseFolder(party, cases.id));
  });

  const filesOf = (folder: string) => ({
    read: (path: string) => {
      try {
        return readFileSync(join(folder, path));
      } catch {
        return undefined;
      }
    },
  });

  it('has a copy that 100 lines of plain Node verify, and that we verify to the same state (Spec: CPY-1, CEX-18)', () => {
    const { code, out } = verified(whole);
    assert.equal(code, 0, out);
    const { id, accepted, settled, bodies: held, hash } = verifyCaseFolder(filesOf(whole));
    for (const said of [`Case ${id}: all that follows holds.`, `${accepted} entries`, `${settled} of them are settled`])
      assert.ok(out.includes(said), out);
    assert.deepEqual(held, { here: 2, missing: 0 });
    assert.equal(hash, viewCase(cases.party(0).party, cases.id).hash);
  });

  it('has words no more that were erased, and everything else (Spec: CEX-17, CPY-1)', () => {
    const { code, out } = verified(erased);
    assert.equal(code, 0, out);
    assert.match(out, /sealed bodies 2 are here as they were signed; 1 are not here/);
    const [before_, now] = [whole, erased].map((folder) => verifyCaseFolder(filesOf(folder)));
    assert.deepEqual(now, { ...before_, bodies: { here: 1, missing: 1 } });
  });

  it('shows in the clear what was sealed, and `comity verify` compares the two (Spec: CEX-18, LNC-6)', async () => {
    const reader = join(root, 'of-a-reader');
    write(reader, caseFolder(cases.party(0).party, cases.id));
    const { code, out, err } = await call('verify', reader);
    assert.equal(code, 0, err);
    assert.match(out, /2 texts in the clear are what was sealed/);
    const folder = join(root, 'other-words');
    cpSync(reader, folder, { recursive: true });
    const path = join(folder, 'words', bodies()[1] ?? '');
    assert.match(readFileSync(path, 'utf8'), /A cable was cut\./);
    writeFileSync(path, readFileSync(path, 'utf8').replace('cut', 'sold'));
    assert.match((await call('verify', folder)).err, /^case-words/);
  });

  it('hears nothing more, and the others go on without it (Spec: CPY-3)', async () => {
    const { size } = viewCase(cases.party(3).party, cases.id).log;
    await cases.act(0, 'satisfied');
    assert.equal(cases.where(0), 'resolved');
    assert.equal(viewCase(cases.party(3).party, cases.id).log.size, size);
    await cases.pass(hour);
    assert.equal(viewCase(cases.party(0).party, cases.id).log.term, 0);
  });

  it('uses none of our code for that, and no more lines than it says (Spec: CPY-1)', () => {
    const text = readFileSync(script, 'utf8');
    assert.ok(text.trimEnd().split('\n').length <= 100);
    const imported = [...text.matchAll(/(?:from|import\(|require\() ?'([^']+)'/g)].map(([, name]) => name);
    assert.ok(imported.length >= 3 && imported.every((name) => name?.startsWith('node:')), imported.join());
    assert.ok(text.split('\n').every((line) => line.length <= 120));
  });

  const flip = (file: string, at: number) => (folder: string) => {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    const place = at < 0 ? bytes.length + at : at;
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  };
  const edit = (file: string, change: (text: string) => string) => (folder: string) =>
    writeFileSync(join(folder, file), change(readFileSync(join(folder, file), 'utf8')));
  const sizeOf = (folder: string): string => readFileSync(join(folder, 'checkpoint'), 'utf8').split('\n')[1] ?? '';
  const inTile = (level: string, work: (path: string) => (folder: string) => void) => (folder: string) =>
    work(`tile/${level}/000.p/${sizeOf(folder)}`)(folder);
  const lineOf = (name: string) => (text: string) =>
    text
      .split('\n')
      .filter((line) => !line.includes(name))
      .join('\n');

  const tamperings: Readonly<Record<string, readonly [(folder: string) => void, RegExp]>> = {
    'an entry is changed': [inTile('entries', (path) => flip(path, 300)), /tile 0\/0 is of the entries/],
    'the last entry is cut off': [inTile('entries', (path) => edit(path, (text) => text.slice(0, -1))), /./],
    'a hash is changed': [inTile('0', (path) => flip(path, 40)), /tile 0\/0 is of the entries/],
    'a tile is missing': [inTile('0', (path) => (folder) => rmSync(join(folder, path))), /no such file/],
    'the head says another root': [
      edit('checkpoint', (text) => text.replace(/^(.*\n.*\n)./, '$1A')),
      /signature of comity\/case\/\S+ is of the text/,
    ],
    'the depositary did not sign the head': [
      (folder) => edit('checkpoint', lineOf(`— comity/case/`))(folder),
      /the depositary signed a head/,
    ],
    'too few cosigned the head': [
      edit('checkpoint', (text) => text.trimEnd().split('\n').slice(0, -2).join('\n').concat('\n')),
      /of the council cosigned/,
    ],
    'a cosignature is forged': [
      edit('checkpoint', (text) =>
        text.replace(/(comity\/witness\/\S+ .{30})(.)/, (_, start, one) => start + (one === 'A' ? 'B' : 'A')),
      ),
      /signature of comity\/witness\/\S+ is of the text/,
    ],
    'the keys of an author are missing': [
      edit('identities.json', (text) => `${JSON.stringify(JSON.parse(text).slice(1))}\n`),
      /./,
    ],
    'the keys of an author are others': [
      edit('identities.json', (text) =>
        text.replace(/"record\\":\\"./, (key) => `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`),
      ),
      /signature of comity\/rotation is of the text/,
    ],
    'words are changed': [(folder) => flip(`bodies/${bodies()[1]}`, -3)(folder), /the words \S+ are as signed/],
    'the procedure is another': [
      edit('procedure.json', (text) => text.replace('48', '49')),
      /the procedure is the one/,
    ],
    'the head is of a smaller log': [
      (folder) => edit('checkpoint', (text) => text.replace(`\n${sizeOf(folder)}\n`, '\n1\n'))(folder),
      /./,
    ],
  };

  for (const [name, [tamper, finding]] of Object.entries(tamperings))
    it(`is told by the script when ${name} (Spec: CPY-1)`, () => {
      const folder = join(root, name.replaceAll(' ', '-'));
      cpSync(whole, folder, { recursive: true });
      tamper(folder);
      const { code, out } = verified(folder);
      assert.equal(code, 1, out);
      assert.match(out, /^This does not hold: /);
      assert.match(out, finding);
    });
});
