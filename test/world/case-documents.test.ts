import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { drafts } from '#server/case/act-drafts.ts';
import { caseDocumentRoutes } from '#server/http/case-document-routes.ts';
import type { Party } from '#server/party/party.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';
import { visitOf } from './visit.fixture.ts';

async function read(party: Party, path: string, params: Record<string, string>, query = '') {
  const route = caseDocumentRoutes.find((one) => one.path === path) ?? assert.fail(path);
  return (await route.answer(visitOf(party, { params, query, role: 'viewer' }))).text();
}

/** A case that has come to talks, and what puts a text forward in it. */
async function talks() {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words('What happened?'));
  await cases.act(1, 'answer', words('A digger cut it.'));
  await cases.act(0, 'pause', { ...words('A day.'), fields: { resumeAt: cases.stage.now + 2 * hour } });
  await cases.act(0, 'resume-talks');
  const propose = async (index: number, text: string): Promise<void> => {
    const fields = { statementHash: sha256Hex(utf8(text)), releaseAt: cases.stage.now + 100 * hour };
    await cases.act(index, 'propose-statement', { ...words(text), fields });
  };
  return { cases, propose };
}

test('what somebody decided upon one text is not signed under another (Spec: PRO-25)', async () => {
  const { cases, propose } = await talks();
  await propose(0, 'Both sides regret the outage.');
  const { party } = cases.party(1);
  cases.draft(1, 'agree-statement');
  // The draft waits, as it does for an epoch or an agreement, while the text is withdrawn and another put forward.
  const kept = party.db.all<{ draft: string }>('SELECT draft FROM case_draft');
  party.db.run('DELETE FROM case_draft');
  await cases.act(0, 'object-statement');
  await propose(0, 'Both sides deny the outage.');
  const sql = "INSERT INTO case_draft (case_id, account, draft, at) VALUES (?, 'a test', ?, ?)";
  party.db.run(sql, cases.id, kept[0]?.draft ?? '', cases.stage.now);
  await cases.rounds(4);
  assert.deepEqual(
    drafts(party, cases.id).map(({ act, fault }) => [act, fault]),
    [['agree-statement', 'case-moved']],
  );
  const acts = cases.state(0).steps.flatMap((step) => (step.kind === 'act' ? [step.act] : [step.kind]));
  assert.ok(!acts.includes('agree-statement') && !acts.includes('void'));
  party.db.run('DELETE FROM case_draft');
  await cases.act(1, 'agree-statement');
  cases.agreed();
});

test('a statement that was proposed, objected to and proposed again has two versions, compared with their authors. Spec: CPG-4', async () => {
  const { cases, propose } = await talks();
  await propose(0, 'Both sides regret the outage.');
  await cases.act(1, 'object-statement');
  await propose(1, 'Both sides note the outage.');
  const { id } = cases;
  const { party } = cases.party(1);
  const list = await read(party, '/cases/:id/documents', { id });
  assert.match(list, /Statement[\s\S]*Version 1[\s\S]*Aldoria[\s\S]*the words match it[\s\S]*Version 2[\s\S]*Bereth/);
  const compared = await read(party, '/cases/:id/documents/:field', { id, field: 'statementHash' });
  assert.match(compared, /Both sides <del title="Removed">regret<\/del><ins title="Added">note<\/ins>/);
  const indexes = [...compared.matchAll(/<option value="(\d+)"/g)].map(([, index]) => index);
  const same = await read(
    party,
    '/cases/:id/documents/:field',
    { id, field: 'statementHash' },
    `from=${indexes[0]}&to=${indexes[0]}`,
  );
  assert.match(same, /Both sides regret the outage\./);
  assert.doesNotMatch(same, /<del/);
});
