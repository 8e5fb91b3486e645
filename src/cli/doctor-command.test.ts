import assert from 'node:assert/strict';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { openDirectory } from '#server/party/open-party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { foundIn, freshDirectory, memoryParty } from '#server/process/served-party.fixture.ts';
import { call, comity } from './comity.fixture.ts';

function found(test: TestContext): string {
  const data = join(freshDirectory(test), 'party');
  foundIn(data, 'Aldoria');
  return data;
}

async function states(data: string): Promise<{ code: number | null; of: Map<string, string>; text: string }> {
  const { code, out } = await call('doctor', '--data', data, '--json');
  const { checks }: { checks: { name: string; state: string; detail: string }[] } = JSON.parse(out);
  return { code, of: new Map(checks.map(({ name, state }) => [name, state])), text: out };
}

describe('doctor', () => {
  it('finds a new party well', { timeout: 30_000 }, (t) => {
    const { code, out } = comity('doctor', '--data', found(t));
    assert.equal(code, 0, out);
    assert.deepEqual(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.slice(6, 18).trimEnd()),
      ['node', 'modes', 'disk', 'schema', 'store', 'log', 'clock', 'lock'],
    );
  });

  it('minds keys that others may read', {
    skip: process.platform === 'win32' && 'Windows has no such modes',
  }, async (t) => {
    const data = found(t);
    chmodSync(join(data, 'secrets.json'), 0o644);
    const { code, of } = await states(data);
    assert.deepEqual([code, of.get('modes')], [1, 'bad']);
  });

  it('minds a store that is older than its log, and not one whose files are behind', async (t) => {
    const data = found(t);
    rmSync(join(data, 'log'), { recursive: true });
    assert.deepEqual((await states(data)).of.get('log'), 'note');
    const party = openDirectory(data, processPowers);
    const text = new TextDecoder().decode(party.db.get<{ note: Uint8Array }>('SELECT note FROM checkpoint')?.note);
    party.db.run("UPDATE meta SET value = '0:' WHERE key = 'frontier'");
    party.log.publish();
    party.db.close();
    assert.match(text, /^comity\/log\//);
    const { code, of } = await states(data);
    assert.deepEqual([code, of.get('log')], [1, 'bad']);
  });

  it('minds a clock that is behind what was recorded', async (t) => {
    const data = found(t);
    const party = openDirectory(data, processPowers);
    party.db.run('UPDATE note SET at = at + 1000000');
    party.db.close();
    const { code, of } = await states(data);
    assert.deepEqual([code, of.get('clock')], [1, 'bad']);
  });

  it('notes a partner that was never met, as a thing to know', async (t) => {
    const data = found(t);
    const party = openDirectory(data, processPowers);
    keepPeer(party, ownIntroduction(memoryParty('Bereth')), true);
    party.db.close();
    const { code, of, text } = await states(data);
    assert.deepEqual([code, of.get('link')], [0, 'note']);
    assert.match(text, /Bereth: never met/);
  });
});

describe('audit', () => {
  it('AUD-1, AUD-3: names what the store has changed since it was logged', async (t) => {
    const data = found(t);
    const path = join(data, 'one.json');
    writeFileSync(
      path,
      JSON.stringify([
        {
          type: 'x-thing',
          id: 'x-thing--00000000-0000-4000-8000-000000000001',
          spec_version: '2.1',
          created: '2026-01-01T00:00:00.000Z',
          modified: '2026-01-01T00:00:00.000Z',
        },
      ]),
    );
    assert.equal((await call('import', '--data', data, path)).code, 0);
    assert.equal((await call('audit', '--data', data)).code, 0);
    const party = openDirectory(data, processPowers);
    party.db.run("UPDATE item SET title = 'another'");
    party.db.close();
    const { code, out } = await call('audit', '--data', data);
    assert.equal(code, 1);
    assert.match(out, /^item-differs item 0: .*\nChecked .*: 1 differences\n$/);
  });
});
