import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { eraseBody } from '#server/case/case-body.ts';
import { caseFile, knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { summaryOf } from '#server/case/case-summary.ts';
import { isTitle, titleWith } from '#server/case/case-title.ts';
import { invitationTo, openNewCase, takeInvitation } from '#server/case/open-case.ts';
import type { Party } from '#server/party/party.ts';
import { CaseStage } from './case-stage.fixture.ts';

const title = 'Works on the eastern exchange';

/** A notification whose opener gave it a title; nobody has joined it. */
function titled(): { cases: CaseStage; id: string } {
  const cases = new CaseStage();
  const roles = ['notifier', 'notified', 'witness', 'witness'];
  const members = cases.parties.map(({ party }, index) => ({ party: party.id, roles: [roles[index] ?? ''] }));
  const opening = { procedure: 'notification', label: { tlp: 'amber' as const }, members, faults: 1, title };
  return { cases, id: openNewCase(cases.party(0).party, opening, 'a test') };
}

const titleAt = (party: Party, id: string): string | undefined => {
  const hash = summaryOf(party, id).title;
  return hash === undefined ? undefined : titleWith(party, id, hash);
};

test('whoever is invited reads the title before joining, and no head of the log has it. Spec: CPG-8', async () => {
  const { cases, id } = titled();
  await cases.rounds(1);
  for (const { party } of cases.parties) {
    assert.equal(titleAt(party, id), title);
    const { text } = parseNote(knownCaseFile(party, id).genesis);
    assert.doesNotMatch(text, /eastern/);
    assert.match(parseRecordHead(text).body ?? '', /^[0-9a-f]{64}$/);
  }
});

test('a title can be erased; the log stays as it was and no invitation has it any more. Spec: CPG-8, CEX-17', () => {
  const { cases, id } = titled();
  const { party } = cases.party(0);
  const before = caseLog(party, knownCaseFile(party, id)).head;
  eraseBody(party, id, summaryOf(party, id).title ?? '');
  assert.equal(titleAt(party, id), undefined);
  assert.deepEqual(caseLog(party, knownCaseFile(party, id)).head, before);
  assert.doesNotMatch(fromUtf8(invitationTo(party, knownCaseFile(party, id))), /"title"/);
});

test('a title that is not the one that the first record names is refused, and the invitation with it. Spec: CPG-8', () => {
  const { cases, id } = titled();
  const [opener, invited] = [cases.party(0).party, cases.party(1).party];
  const invitation = JSON.parse(fromUtf8(invitationTo(opener, knownCaseFile(opener, id))));
  const other = { ...invitation.title, body: Buffer.from('{"words":"Another","files":[]}').toString('base64') };
  assert.throws(
    () => takeInvitation(invited, opener.id, utf8(JSON.stringify({ ...invitation, title: other }))),
    (error) => faultCode(error)?.startsWith('case-') === true,
  );
  assert.equal(caseFile(invited, id), undefined);
});

test('a title is one line of at most 120 characters', () => {
  for (const one of [title, '关于停电的磋商', 'x'.repeat(120)]) assert.ok(isTitle(one), one);
  for (const one of ['', 'two\nlines', 'x'.repeat(121), 'a\u2028b', 'a\u0007b']) assert.ok(!isTitle(one), one);
});
