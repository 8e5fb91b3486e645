import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { freshDirectory, identity } from '#server/process/served-party.fixture.ts';
import { call, json } from './comity.fixture.ts';

it('RIS-2: reissue refuses what needs none, prints no evidence of nothing, and is automatic only when told', async (t) => {
  const data = join(freshDirectory(t), 'party');
  assert.equal((await call('init', '--data', data, '--name', 'Aldoria', '--kind', 'cert')).code, 0);
  writeFileSync(join(data, 'one.json'), JSON.stringify([identity(1)]));
  assert.equal((await call('import', '--data', data, join(data, 'one.json'))).code, 0);
  const refused = await call('reissue', '--data', data, '0');
  assert.deepEqual([refused.code, refused.err.startsWith('reissue-unneeded: ')], [1, true]);
  assert.match((await call('reissue', '--data', data, '0', '--evidence')).err, /^reissue-none: /);
  assert.equal((await call('reissue', '--data', data)).code, 2);
  assert.equal((await call('reissue', '--data', data, '--automatic', 'perhaps')).code, 2);
  assert.deepEqual(json(await call('reissue', '--data', data, '--automatic', 'on', '--json')), { automatic: true });
  assert.match((await call('reissue', '--data', data, '--automatic', 'off')).out, /waits for a releaser/);
});
