import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { addNote, dropNote, notesOn } from '#server/case/case-notes.ts';
import { viewCase } from '#server/case/case-view.ts';
import { caseCopy, plainLook } from '#server/http/case-copy.ts';
import { CaseStage, words } from './case-stage.fixture.ts';

const secret = 'They will give way on the second point';

test('a note stays where it was written: no answer, no act and no copy has it (Spec: ROM-12)', async () => {
  const cases = new CaseStage();
  await cases.open();
  const { party } = cases.party(0);
  const n = addNote(party, cases.id, ` ${secret} `, 'm.keller');
  addNote(party, cases.id, 'Call back on Monday', 'm.keller');
  await cases.act(0, 'ask', words('What happened?'));
  await cases.act(1, 'answer', words('A cable was cut.'));
  const carried = cases.stage.carried.map(({ body }) => fromUtf8(body.filter((byte) => byte < 128)));
  const copy = caseCopy(plainLook(party, 'en'), knownCaseFile(party, cases.id)).map(({ bytes }) =>
    fromUtf8(bytes.filter((byte) => byte < 128)),
  );
  assert.ok(carried.length > 20 && copy.length > 4);
  for (const text of [...carried, ...copy, JSON.stringify(viewCase(party, cases.id))])
    assert.ok(!text.includes(secret), 'a private note left its place');
  assert.deepEqual(
    notesOn(party, cases.id).map(({ account, text }) => [account, text]),
    [
      ['m.keller', secret],
      ['m.keller', 'Call back on Monday'],
    ],
  );
  assert.equal(notesOn(cases.party(1).party, cases.id).length, 0);
  dropNote(party, cases.id, n);
  assert.equal(notesOn(party, cases.id).length, 1);
  for (const text of [' ', 'x'.repeat(20_001)])
    assert.throws(
      () => addNote(party, cases.id, text, 'm.keller'),
      (thrown: unknown) => faultCode(thrown) === 'case-note',
    );
});

test('only pages and the command read notes: nothing that talks, copies or signs does (Spec: ROM-12)', () => {
  const readers = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .filter((path) => /case-notes\.ts'|case_note\b/.test(readFileSync(`src/${path}`, 'utf8')));
  assert.ok(readers.includes('server/case/case-notes.ts'));
  const allowed =
    /^(?:server\/case\/case-notes|server\/store\/tables\/case-tables|server\/http\/case-note-routes|server\/http\/case-room-view|cli\/case-room-command)\.ts$/;
  assert.deepEqual(
    readers.filter((path) => !allowed.test(path)),
    [],
  );
});
