import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { contactsOf } from '#server/party/duty-contacts.ts';
import { openDirectory } from '#server/party/open-party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call } from './comity.fixture.ts';

const init = async (data: string, name: string): Promise<void> => {
  assert.equal((await call('init', '--data', data, '--name', name, '--kind', 'cert')).code, 0);
};

it('NTC-1, NTC-7: states a notice from a file, shows whom it reaches before, and prints the matrix', async (t) => {
  const [data, other] = [freshDirectory(t), freshDirectory(t)];
  await init(data, 'Aldoria');
  await init(other, 'Bereth');
  const [a, b] = [openDirectory(data, processPowers), openDirectory(other, processPowers)];
  keepPeer(a, ownIntroduction(b), true);
  for (const party of [a, b]) party.db.close();
  const file = join(data, 'warning.json');
  const text = { lang: 'en', title: 'Patch', body: '', steps: ['Patch'] };
  const notice = {
    name: 'ab'.repeat(16),
    version: 1,
    state: 'current',
    urgency: 'urgent',
    from: 1,
    until: 4_000_000_000,
  };
  writeFileSync(file, JSON.stringify({ ...notice, texts: [text], records: [] }, undefined, 2));
  const send = (...more: string[]) => call('notice', 'send', file, '--data', data, '--label', 'amber', ...more);
  assert.match((await send('--dry-run')).out, /^refused\tBereth\tno-agreement|approval-missing\n$/);
  assert.equal((await call('notice', 'list', '--data', data)).out, '');
  assert.equal((await send('--to', 'Bereth', '--approve')).code, 0);
  assert.match((await send()).err, /notice-version/);
  const [line] = JSON.parse((await call('notice', 'list', '--data', data, '--json')).out);
  assert.equal(line.title, 'Patch');
  const matrix = JSON.parse((await call('notice', 'matrix', line.id, '--data', data, '--json')).out);
  assert.equal(matrix.counts['not-delivered'], 1);
  assert.equal(matrix.rows[0].refusedBy, 'no-agreement');
  assert.match((await call('notice', 'matrix', 'ab', '--data', data)).err, /notice-unknown/);
  writeFileSync(file, '{"name":"x"}');
  assert.match((await send()).err, /field-type.*name/);
  assert.equal((await call('audit', '--data', data)).code, 0);
});

it('NTC-11: states duty contacts in the card, and refuses what is no address', async (t) => {
  const data = freshDirectory(t);
  await init(data, 'Aldoria');
  const state = (contact: string) => call('notice', 'contacts', '--data', data, '--contact', contact);
  assert.match((await state('nobody')).err, /contact-malformed/);
  assert.equal((await state('duty@aldoria.example,fr,office')).code, 0);
  const party = openDirectory(data, processPowers);
  assert.deepEqual(contactsOf(party, party.id), [{ mail: 'duty@aldoria.example', lang: 'fr', hours: 'office' }]);
  party.db.close();
});

it('NTC-13: keeps the settings of mail for its owner alone, shows no password, and forgets', async (t) => {
  const data = freshDirectory(t);
  await init(data, 'Aldoria');
  assert.match((await call('mail', 'show', '--data', data)).out, /No mail is sent/);
  const file = join(data, 'password');
  writeFileSync(file, 'hunter-two\n');
  const set = ['mail', 'set', '--data', data, '--host', 'mail.aldoria.example', '--from', 'duty@aldoria.example'];
  assert.equal((await call(...set, '--user', 'duty', '--password-file', file)).code, 0);
  assert.equal(statSync(join(data, 'mail.json')).mode & 0o077, 0);
  const shown = await call('mail', 'show', '--data', data);
  assert.match(shown.out, /security\tstarttls/);
  assert.doesNotMatch(shown.out, /hunter/);
  assert.match((await call(...set, '--port', '0')).err, /mail-settings-malformed/);
  assert.equal((await call('mail', 'off', '--data', data)).code, 0);
  assert.equal(existsSync(join(data, 'mail.json')), false);
});
