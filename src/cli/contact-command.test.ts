import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { contactContent } from '#desks/stability/contact-card.ts';
import { freshDirectory } from '#server/process/served-party.fixture.ts';
import { call, json } from './comity.fixture.ts';

const card = contactContent({
  name: 'ab'.repeat(16),
  version: 1,
  state: 'current',
  area: 'technical',
  titles: [{ lang: 'en', text: 'Duty officer' }],
  languages: ['en'],
  zone: 'UTC',
  hours: 'always',
  ways: [{ kind: 'phone', value: '+00 1' }],
  deputies: [],
  takes: ['incident'],
  roster: [],
  until: 4_000_000_000,
});

it('CNT-1: states a card from a file, lists it with whether somebody is there, and refuses a second first version', async (t) => {
  const data = freshDirectory(t);
  json(await call('init', '--data', data, '--name', 'Aldoria', '--kind', 'cert', '--json'));
  const file = join(data, 'card.json');
  writeFileSync(file, `${card}\n`);
  const state = () => call('contact', 'state', file, '--label', 'green', '--data', data);
  assert.deepEqual(await state(), { code: 0, out: 'Stated.\n', err: '' });
  assert.equal((await call('contact', 'list', '--data', data)).out, 'Aldoria\tDuty officer\topen\tphone +00 1\n');
  const [listed] = JSON.parse((await call('contact', 'list', '--data', data, '--json')).out) as Record<
    string,
    unknown
  >[];
  assert.equal(listed?.['label'], 'green');
  assert.match((await state()).err, /contact-version/);
  writeFileSync(file, card.replace('Duty', 'Duty\\u0000'));
  assert.equal((await state()).code, 1);
});
