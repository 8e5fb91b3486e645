import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openDirectory } from '#server/party/open-party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call } from './comity.fixture.ts';

it('Spec: CEX-2, CEX-5: opens no case without an agreement, lists none, and says why', async (t) => {
  const [data, other] = [freshDirectory(t), freshDirectory(t)];
  for (const [directory, name] of [
    [data, 'Aldoria'],
    [other, 'Bereth'],
  ] as const)
    assert.equal((await call('init', '--data', directory, '--name', name, '--kind', 'state')).code, 0);
  const [a, b] = [openDirectory(data, processPowers), openDirectory(other, processPowers)];
  keepPeer(a, ownIntroduction(b), true);
  for (const party of [a, b]) party.db.close();
  const open = (...members: string[]) =>
    call(
      'case',
      'open',
      'consultation',
      '--data',
      data,
      '--label',
      'amber',
      ...members.flatMap((m) => ['--member', m]),
    );
  const refused = await open('Aldoria=asker', 'Bereth=asked');
  assert.equal(refused.code, 1);
  assert.match(refused.err, /case-release/);
  assert.match((await open('Aldoria=asker')).err, /case-roles/);
  assert.match((await open('Aldoria=asker', 'Bereth')).err, /not like PARTY=role/);
  assert.equal((await call('case', 'list', '--data', data, '--json')).out, '[]\n');
  assert.match((await call('case', 'show', 'abcdef12', '--data', data)).err, /case-unknown/);
});
