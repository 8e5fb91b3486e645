import assert from 'node:assert/strict';
import { it } from 'node:test';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call, json } from './comity.fixture.ts';

it('REL-2: shows and changes the policy, refuses what it does not know, and logs the change', async (t) => {
  const data = freshDirectory(t);
  json(await call('init', '--data', data, '--name', 'Aldoria', '--kind', 'cert', '--json'));
  const first = json(await call('policy', 'show', '--data', data, '--json'));
  assert.deepEqual(first, { blocked: [], ceiling: 'amber+strict', approvalAbove: 'green', withheldKinds: [] });
  const set = (...words: string[]) => call('policy', 'set', '--data', data, ...words);
  const second = json(await set('--ceiling', 'green', '--withhold', 'sighting', '--withhold', 'indicator', '--json'));
  assert.deepEqual(second, {
    blocked: [],
    ceiling: 'green',
    approvalAbove: 'green',
    withheldKinds: ['indicator', 'sighting'],
  });
  const third = json(await set('--allow', 'sighting', '--approval-above', 'clear', '--block', 'Aldoria', '--json'));
  assert.deepEqual(
    [third['withheldKinds'], third['approvalAbove'], (third['blocked'] as string[]).length],
    [['indicator'], 'clear', 1],
  );
  assert.match(
    (await call('policy', 'show', '--data', data)).out,
    /^Nothing above TLP:GREEN leaves\.\n[\s\S]*nothing: Aldoria\n/,
  );
  assert.deepEqual(
    [
      (await set('--ceiling', 'pink')).code,
      (await set('--block', 'Nobody')).code,
      (await set('--withhold', 'A B')).code,
    ],
    [2, 1, 1],
  );
  assert.equal(json(await call('audit', '--data', data, '--json'))['ok'], true);
});
