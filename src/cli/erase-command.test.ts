import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { freshDirectory, identity } from '#server/process/served-party.fixture.ts';
import { call, json } from './comity.fixture.ts';

async function withRecord(test: TestContext): Promise<string> {
  const data = join(freshDirectory(test), 'party');
  assert.equal((await call('init', '--data', data, '--name', 'Aldoria', '--kind', 'cert')).code, 0);
  writeFileSync(join(data, 'one.json'), JSON.stringify([identity(1), identity(2)]));
  assert.equal((await call('import', '--data', data, join(data, 'one.json'))).code, 0);
  return data;
}

describe('erase, keep and compliance', () => {
  it('erases one record; the audit and the log stay clean, a second time is refused (Spec: ERA-1)', async (t) => {
    const data = await withRecord(t);
    const done = json(await call('erase', '--data', data, '0', '--json'));
    assert.deepEqual([done['seq'], done['told']], [0, []]);
    assert.equal((await call('audit', '--data', data)).code, 0);
    assert.equal((await call('verify', join(data, 'log'))).code, 0);
    const again = await call('erase', '--data', data, '0');
    assert.deepEqual([again.code, again.err.startsWith('item-unknown: ')], [1, true]);
    assert.match((await call('erase', '--data', data, '1')).out, /^Record 1 is erased; 0 parties/);
  });

  it('keeps on a ground that the law has, and nothing else', async (t) => {
    const data = await withRecord(t);
    assert.equal((await call('keep', '--data', data, '0')).code, 2);
    assert.equal((await call('keep', '--data', data, '0', '--ground', 'because')).code, 2);
    assert.match((await call('keep', '--data', data, '0', '--end')).err, /^hold-none: /);
    assert.match((await call('keep', '--data', data, '0', '--ground', 'legal-hold')).out, /kept, legal-hold\.\n$/);
    assert.equal(json(await call('keep', '--data', data, '0', '--end', '--json'))['ground'], null);
    assert.equal((await call('audit', '--data', data)).code, 0);
  });

  it('says so when no correction is known, and refuses a state that is none', async (t) => {
    const data = await withRecord(t);
    assert.equal((await call('compliance', '--data', data)).out, 'There are none.\n');
    assert.deepEqual(json(await call('compliance', '--data', data, '--received', '--json'))['corrections'], []);
    assert.equal((await call('compliance', '--data', data, '--state', 'fine')).code, 2);
  });
});
