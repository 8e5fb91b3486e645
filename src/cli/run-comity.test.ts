import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call, comity } from './comity.fixture.ts';
import { commandNames } from './run-comity.ts';

const members: Readonly<Record<string, readonly string[]>> = {
  account: ['add', 'list', 'disable', 'passwd'],
  organisation: ['add', 'list', 'remove'],
  key: ['add', 'list', 'remove'],
  party: ['add', 'list'],
  agreement: ['list', 'show', 'propose', 'sign', 'withdraw'],
  policy: ['show', 'set'],
};

const calls = commandNames.flatMap((name) => [[name], ...(members[name] ?? []).map((member) => [name, member])]);

const isOneLine = (text: string): boolean => /^[^\n]+\n$/.test(text);

describe('help', () => {
  it('names every command', async () => {
    const { code, out, err } = await call('--help');
    assert.deepEqual([code, err], [0, '']);
    assert.ok(commandNames.length >= 14);
    for (const name of commandNames) assert.match(out, new RegExp(`^  ${name} +\\S`, 'm'));
  });

  for (const words of calls) {
    it(`is given by "${words.join(' ')} --help", with an example`, async () => {
      for (const ask of ['--help', '-h']) {
        const { code, out, err } = await call(...words, ask);
        assert.deepEqual([code, err], [0, '']);
        assert.match(out, new RegExp(`^Usage: comity ${words.join(' ')} `, 'm'));
        assert.match(out, new RegExp(`^Example:\n  comity ${words[0]} `, 'm'));
      }
    });
  }

  it('is given whatever else is missing or wrong', async () => {
    assert.equal((await call('init', '--nonsense', '--help')).code, 0);
    assert.equal((await call('account', 'add', '--name', 'x', '--help')).code, 0);
  });
});

it('The version is that of the package', async () => {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(await call('--version'), { code: 0, out: `${manifest.version}\n`, err: '' });
});

describe('arguments that do not fit', () => {
  const data = ['--data', '/nonexistent'];
  const wrong: readonly (readonly string[])[] = [
    [],
    ['nonsense'],
    ['constructor'],
    ['--nonsense'],
    ['init'],
    ['init', ...data, '--name', 'X'],
    ['init', ...data, '--name', 'X', '--kind', 'nonsense'],
    ['init', ...data, '--name', 'X\ny', '--kind', 'cert'],
    ['init', ...data, '--name', 'X', '--kind', 'cert', 'more'],
    ['init', ...data, '--name'],
    ['serve', ...data],
    ['serve', ...data, '--port', '70000'],
    ['serve', ...data, '--port', 'x'],
    ['serve', ...data, '--port', '0', '--every', '0'],
    ['account'],
    ['account', 'nonsense'],
    ['account', 'add', ...data, '--name', 'x'],
    ['account', 'add', ...data, '--name', 'x', '--role', 'king'],
    ['account', 'add', ...data, '--name', 'X Y', '--role', 'viewer'],
    ['party', 'add', ...data],
    ['party', 'add', ...data, 'http://127.0.0.1:1'],
    ['party', 'add', ...data, 'nonsense', '--trust-first-use'],
    ['party', 'add', ...data, 'http://127.0.0.1:1', '--id', '1234abcd'],
    ['import', ...data],
    ['import', ...data, 'x.json', '--unmarked', 'purple'],
    ['agreement', 'show', ...data],
    ['release', ...data, '--to', 'x'],
    ['release', '--dry-run', ...data],
    ['explain', ...data, '1'],
    ['explain', '1', '2'],
    ['verify'],
    ['verify', 'x', '--json=yes'],
    ['audit'],
    ['export', ...data],
    ['doctor', '--data'],
  ];
  for (const args of wrong) {
    it(`end "comity ${args.join(' ').replace('\n', ' ')}" with one line and exit code 2`, async () => {
      const { code, out, err } = await call(...args);
      assert.deepEqual([code, out], [2, '']);
      assert.ok(isOneLine(err), err);
      assert.match(err, /^comity: .*see --help\n$/);
    });
  }
});

describe('what is not there', () => {
  const refused: readonly (readonly [string, readonly string[]])[] = [
    ['party-missing', ['serve', '--data', 'DIR', '--port', '0']],
    ['party-missing', ['account', 'list', '--data', 'DIR']],
    ['party-missing', ['party', 'list', '--data', 'DIR']],
    ['party-missing', ['agreement', 'list', '--data', 'DIR']],
    ['party-missing', ['release', '--dry-run', '--data', 'DIR', '--to', 'x']],
    ['party-missing', ['explain', '--data', 'DIR', '1', 'x']],
    ['party-missing', ['audit', '--data', 'DIR']],
    ['party-missing', ['export', '--data', 'DIR', '--out', '-']],
    ['party-missing', ['doctor', '--data', 'DIR']],
    ['file-missing', ['import', '--data', 'DIR', 'DIR/none.json']],
    ['folder-empty', ['import', '--data', 'DIR', 'DIR']],
    ['file-missing', ['agreement', 'propose', '--data', 'DIR', 'DIR/none.json']],
    ['log-missing', ['verify', 'DIR']],
    ['url-malformed', ['init', '--data', 'DIR/new', '--name', 'X', '--kind', 'cert', '--url', 'http://cert.example']],
  ];
  for (const [fault, args] of refused) {
    it(`is told by "${args.join(' ')}" in one line with the code ${fault}`, async (t) => {
      const directory = freshDirectory(t);
      const { code, out, err } = await call(...args.map((arg) => arg.replace('DIR', directory)));
      assert.deepEqual([code, out], [1, '']);
      assert.ok(isOneLine(err), err);
      assert.ok(err.startsWith(`${fault}: `), err);
      assert.equal(existsSync(join(directory, 'lock.sqlite')), false, 'a directory without a party stays as it was');
    });
  }
});

it('An error of the system is one line too, and no stack trace', async (t) => {
  const directory = freshDirectory(t);
  assert.equal((await call('init', '--data', directory, '--name', 'X', '--kind', 'cert')).code, 0);
  writeFileSync(join(directory, 'secrets.json'), 'no json at all');
  const { code, err } = await call('doctor', '--data', directory);
  assert.equal(code, 1);
  assert.ok(isOneLine(err), err);
  assert.equal(err.includes('no json'), false, 'what is in the file of keys is not shown');
});

it('Characters in a message that control or turn text do not reach the screen', async (t) => {
  const { err } = await call('import', '--data', freshDirectory(t), '/none\u001b[2J\u0007\u202e');
  assert.match(err, /none/);
  assert.equal(/[\p{Cc}\u202e]/u.test(err.slice(0, -1)), false);
});

it('A process of its own gives the same answers', { timeout: 60_000 }, async () => {
  assert.deepEqual(comity('--version'), await call('--version'));
  assert.deepEqual(comity('nonsense'), await call('nonsense'));
  assert.deepEqual(comity('audit', '--data', '/nonexistent'), await call('audit', '--data', '/nonexistent'));
});
