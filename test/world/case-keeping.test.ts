import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { checkProof } from '#check/check-proof.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseCopy, plainLook } from '#server/http/case-copy.ts';
import { caseCopyRoutes } from '#server/http/case-copy-routes.ts';
import { caseEntryRoutes } from '#server/http/case-entry-routes.ts';
import { caseEraseRoutes } from '#server/http/case-erase-routes.ts';
import { caseLeaveRoutes } from '#server/http/case-leave-routes.ts';
import type { Party } from '#server/party/party.ts';
import { checkInclusion } from '#web/browser/inclusion-check.ts';
import { languages } from '#web/language.ts';
import { CaseStage, words } from './case-stage.fixture.ts';
import { visitOf } from './visit.fixture.ts';

const routes = [...caseCopyRoutes, ...caseEntryRoutes, ...caseEraseRoutes, ...caseLeaveRoutes];

describe('what a party takes away from a case by its pages', () => {
  let cases: CaseStage;
  let asked: Party;
  /** Places of the question and of the answer. */
  let question: number;
  let answer: number;

  before(async () => {
    cases = new CaseStage();
    await cases.open();
    await cases.act(0, 'ask', words('What happened on 3 May?'));
    await cases.act(1, 'answer', words('A cable was cut.'));
    asked = cases.party(1).party;
    const steps = cases.state(1).steps.flatMap((step) => (step.kind === 'act' ? [step.index] : []));
    [question = 0, answer = 0] = steps;
  });

  async function ask(
    path: string,
    params: Record<string, string> = {},
    more: { query?: string; method?: 'POST'; party?: Party } = {},
  ) {
    const route = routes.find((one) => one.path === `/cases/:id${path}` && one.method === (more.method ?? 'GET'));
    assert.ok(route, path);
    const response = await route.answer(
      visitOf(more.party ?? asked, {
        params: { id: cases.id, ...params },
        ...(more.query === undefined ? {} : { query: more.query }),
      }),
    );
    return {
      status: response.status,
      bytes: new Uint8Array(await response.clone().arrayBuffer()),
      text: await response.text(),
    };
  }

  const entry = (path = '', index = answer, query = '') =>
    ask(`/entries/:index${path}`, { index: String(index) }, { query });

  it('shows an entry with who, when, how firm, who cosigned, and its proof (Spec: CPY-4)', async () => {
    const { text } = await entry();
    for (const said of ['A cable was cut.', 'Cosigned by', 'settled', 'The words here are those that were signed.'])
      assert.ok(text.includes(said), said);
    assert.match(text, /data-verify="act" data-proof="\/cases\/[0-9a-f]{64}\/entries\/\d+\/proof"/);
    const tick = await entry('', answer + 1);
    assert.match(tick.text, /data-verify="inclusion"/);
  });

  it('proves an act to a stranger, with its words or without (Spec: CPY-4, LNC-3)', async () => {
    const verdict = checkProof((await entry('/proof')).bytes);
    assert.ok(verdict.holds && verdict.claim.format === 'comity/act-proof/v1');
    const { act, author, quorum, index, body } = verdict.claim.act;
    assert.deepEqual([act, author, index], ['answer', asked.id, answer]);
    assert.deepEqual(quorum, { needed: 3, council: 4 });
    assert.ok(body !== undefined);
    const bare = checkProof((await entry('/proof', answer, 'words=no')).bytes);
    assert.ok(bare.holds && bare.claim.format === 'comity/act-proof/v1' && bare.claim.act.body === undefined);
    await assert.rejects(entry('/proof', answer + 1), { code: 'not-found' }, 'a tick is no act');
    await assert.rejects(entry('', 10_000), { code: 'not-found' });
  });

  it('proves the place of any entry to a browser that believes the key of the depositary (Spec: CPY-4)', async () => {
    const tick = answer + 1;
    const vkey = /data-vkey="([^"]+)"/.exec((await entry('', tick)).text)?.[1] ?? '';
    const claim = { entry: (await entry('/entry', tick)).bytes, proof: (await entry('/inclusion', tick)).bytes, vkey };
    assert.equal(checkInclusion(claim), tick);
  });

  it('gives the whole case as one file, and as a page to print that loads nothing (Spec: CPY-5)', async () => {
    const { bytes } = await ask('/copy');
    const names = Buffer.from(bytes).toString('latin1');
    for (const name of ['checkpoint', 'identities.json', 'README.txt', 'case.html', 'verify-case.mjs', 'tile/entries/'])
      assert.ok(names.includes(`case-${cases.id.slice(0, 12)}/${name}`), name);
    const printed = (await ask('/print')).text;
    for (const said of ['What happened on 3 May?', 'A cable was cut.', asked.id, cases.id])
      assert.ok(printed.includes(said), said);
  });

  it('explains itself in every language, and verifies with the script that it brings (Spec: CPY-1, CPY-5)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'comity-copy-'));
    after(() => rmSync(folder, { recursive: true }));
    const files = caseCopy(plainLook(asked, 'ar'), knownCaseFile(asked, cases.id));
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const { status, stdout } = spawnSync(process.execPath, ['verify-case.mjs'], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stdout);
    const text = (path: string) => new TextDecoder().decode(files.find((file) => file.path === path)?.bytes);
    assert.equal(text('README.txt').match(/node verify-case\.mjs/g)?.length, languages.length);
    const page = text('case.html');
    assert.match(page, /^<!doctype html>\n<html lang="ar" dir="rtl">/);
    assert.doesNotMatch(page, /<script|<link|href="\/|src="|url\(/);
    assert.match(page, /<style>[^<]*@page/);
  });

  it('shows what erasing words does before it is done, and leaves entry and proof (Spec: CEX-17, CPY-6)', async () => {
    const before_ = await entry('/erase', question);
    assert.match(before_.text, /They are words of <bdi>Aldoria<\/bdi>\. It and the other members keep theirs\./);
    assert.match((await entry('/erase', answer)).text, /They are our own words\./);
    const done = await ask('/entries/:index/erase', { index: String(question) }, { method: 'POST' });
    assert.equal(done.status, 303);
    const after_ = (await entry('', question)).text;
    assert.match(after_, /<p class="soft">The words were erased here: /);
    assert.match(after_, /The words were erased here: .*The entry and its proofs stay\./);
    assert.doesNotMatch(after_, /have not arrived|\/erase"/);
    const verdict = checkProof((await entry('/proof', question)).bytes);
    assert.ok(verdict.holds && verdict.claim.format === 'comity/act-proof/v1' && verdict.claim.act.body === undefined);
    await assert.rejects(entry('/erase', question), { code: 'not-found' });
  });

  it('leads to erasing from entries that have words, and from no other (Spec: CPY-6)', async () => {
    const kinds = [...cases.log(1).records(0)].map(({ head }) => head);
    const room = kinds.findIndex(({ kind, body }) => kind !== 'act' && body !== undefined);
    assert.ok(room >= 0, 'an entry with a body that is no words');
    assert.doesNotMatch((await entry('', room)).text, /\/erase"/);
    await assert.rejects(entry('/erase', room), { code: 'not-found' });
    assert.match((await entry('', answer)).text, /\/erase"/);
  });

  it('shows what leaving does before it is done, and then keeps everything (Spec: CPY-3, CPY-6)', async () => {
    const { text } = await ask('/leave', {}, { party: cases.party(0).party });
    assert.match(text, /What we owe, and what our silence will mean:/);
    assert.match(text, /has 4 members and needs 3/);
    assert.equal((await ask('/leave', {}, { method: 'POST' })).status, 303);
    await assert.rejects(ask('/leave'), { code: 'not-found' });
    assert.equal((await ask('/print')).status, 200);
    assert.equal(checkProof((await entry('/proof')).bytes).holds, true);
  });

  it('gives a proof against a depositary only where there is one (Spec: CHK-4)', async () => {
    await assert.rejects(ask('/convictions/:term', { term: '0' }), { code: 'not-found' });
    assert.equal(checkProof(utf8('{}\n')).holds, false);
  });
});
