import assert from 'node:assert/strict';
import { it } from 'node:test';
import { plainClause } from '#protocol/agreement/invented-agreement.fixture.ts';
import { openNewCase } from '#server/case/open-case.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { openDirectory } from '#server/party/open-party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call } from './comity.fixture.ts';

/** Two directories in agreement, and a case between them that the first has opened. */
async function opened(t: Parameters<typeof freshDirectory>[0]): Promise<{ data: string; id: string }> {
  const directories = [freshDirectory(t), freshDirectory(t)];
  for (const [index, data] of directories.entries())
    await call('init', '--data', data, '--name', ['Aldoria', 'Bereth'][index] ?? '', '--kind', 'state');
  const [a, b] = directories.map((directory) => openDirectory(directory, processPowers));
  assert.ok(a && b);
  keepPeer(a, ownIntroduction(b), true);
  keepPeer(b, ownIntroduction(a), true);
  const { agreement } = proposeAgreement(a, {
    form: 'circle',
    titles: [{ lang: 'en', text: 'Consultations' }],
    parties: [a.id, b.id].toSorted(),
    start: a.now - 10,
    end: a.now + 86_400,
    clauses: [{ ...plainClause, kinds: ['act'], ceiling: 'amber' }],
  });
  receiveAgreement(b, agreement.note);
  receiveAgreement(a, signKnownAgreement(b, agreement.id).agreement.note);
  const members = [
    { party: a.id, roles: ['asker'] },
    { party: b.id, roles: ['asked'] },
  ];
  const id = openNewCase(a, { procedure: 'consultation', label: { tlp: 'amber' }, members, faults: 0 }, 'a test');
  for (const party of [a, b]) party.db.close();
  return { data: directories[0] ?? '', id };
}

it('Spec: ROM-5, ROM-8, ROM-12: shows who reads, drafts a caucus, and keeps private notes', async (t) => {
  const { data, id } = await opened(t);
  const at = (...args: string[]) => call('case', ...args, '--data', data);
  assert.match((await at('room', id)).out, /^all: (?:Aldoria, Bereth|Bereth, Aldoria)\n$/);
  assert.match((await at('room', id, '--open', 'side', '--pass', 'all')).err, /not both/);
  assert.match((await at('room', id, '--open', 'Our side', '--reader', 'Bereth')).err, /case-room/);
  assert.match((await at('room', id, '--pass', 'all', '--reader', 'Bereth')).err, /case-room/);
  assert.equal((await at('room', id, '--open', 'side', '--reader', 'Bereth')).out, 'It waits for the server.\n');
  assert.match((await at('room', id)).out, /waits: side/);
  assert.equal((await at('act', id, 'ask', '--words', 'What?', '--room', 'elsewhere')).code, 1);
  assert.equal((await at('note', id, '--add', 'Ask again on Monday')).out, 'Kept.\n');
  assert.match((await at('note', id)).out, /Z {2}\(command line\): Ask again on Monday\n$/);
  assert.equal(JSON.parse((await at('note', id, '--json')).out).length, 1);
});
