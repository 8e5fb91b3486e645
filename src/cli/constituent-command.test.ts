import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openDirectory } from '#server/party/open-party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call } from './comity.fixture.ts';

it('CST-1, CST-2, CST-8: enrols with and without a server, lists both, and ends an enrolment', async (t) => {
  const [data, other] = [freshDirectory(t), freshDirectory(t)];
  for (const [directory, name] of [
    [data, 'Aldoria'],
    [other, 'Calder'],
  ] as const)
    assert.equal((await call('init', '--data', directory, '--name', name, '--kind', 'cert')).code, 0);
  const [a, b] = [openDirectory(data, processPowers), openDirectory(other, processPowers)];
  keepPeer(a, ownIntroduction(b), true);
  for (const party of [a, b]) party.db.close();
  const enrol = (label: string) =>
    call(
      'constituent',
      'enrol',
      'Tarn Water',
      '--data',
      data,
      '--account',
      'tarn',
      '--kind',
      'company',
      '--label',
      label,
      '--json',
    );
  assert.notEqual((await enrol('red')).code, 0);
  const made = JSON.parse((await enrol('amber')).out);
  assert.equal(made.account, 'tarn');
  assert.ok(made.password.length > 10);
  assert.equal((await call('constituent', 'add', 'Calder', '--data', data)).code, 0);
  assert.notEqual((await call('constituent', 'add', 'Tarn Water', '--data', data)).code, 0);
  const list = async (): Promise<{ name: string; isCustodial: boolean; isInForce: boolean }[]> =>
    JSON.parse((await call('constituent', 'list', '--data', data, '--json')).out);
  const shown = (await list()).map(({ name, isCustodial, isInForce }) => [name, isCustodial, isInForce]);
  assert.deepEqual(new Set(shown.map(String)), new Set(['Tarn Water,true,false', 'Calder,false,false']));
  assert.equal((await call('constituent', 'end', 'Tarn Water', '--data', data)).code, 0);
  assert.deepEqual(
    (await list()).map(({ name }) => name),
    ['Calder'],
  );
});
