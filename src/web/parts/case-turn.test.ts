import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseStates } from '../pages/sample-case-states.ts';
import { caseRunning } from '../pages/sample-cases.ts';
import { aldoria, bereth, sampleNow } from '../pages/sample-facts.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { caseMay } from './case-may.ts';
import { caseTurn } from './case-turn.ts';
import type { CaseView } from './case-view.ts';
import type { UnderWay } from './case-way.ts';

const reader = sampleReader('en', '/');

const turn = (view: CaseView): string => caseTurn(reader, view).text.replace(/<[^>]*>/g, ' ');
const headline = (view: CaseView): string =>
  /class="headline"><strong>(.*?)<\/strong>/.exec(caseTurn(reader, view).text)?.[1]?.replace(/<[^>]*>/g, '') ?? '';

/** The classes of the button of an act. */
const button = (view: CaseView, act: string): string | undefined => {
  const shown = caseMay(reader, view);
  return shown === false ? undefined : new RegExp(`class="([^"]*)" href="[^"]*/acts/${act}[?"]`).exec(shown.text)?.[1];
};

const consultation = caseStates['consultation-ours'];
const sent = (standing: UnderWay['standing'], view: CaseView = consultation): CaseView => ({
  ...view,
  underWay: [{ act: 'answer', standing }],
});

test('what is ours is the headline though the case as a whole waits for others, which is said second. Spec: CPG-1', () => {
  const view = caseStates['contact-ours'];
  assert.ok(view.owed.some(({ isMain, isOurs }) => isMain && !isOurs));
  assert.equal(headline(view), 'Our turn: the answer to the test');
  assert.match(turn(view), /Our turn: the answer to the test[\s\S]*We wait for +Meridian[\s\S]*: the next test/);
  assert.doesNotMatch(turn(view), /Also for us/);
});

test('of several that are ours the earliest is the headline, whichever machine it is of', () => {
  const [main, side] = caseRunning.owed;
  assert.ok(main && side);
  const sooner = { ...caseRunning, owed: [main, { ...side, due: sampleNow + 60 }] };
  assert.match(headline(sooner), /an answer on the standstill/);
  assert.match(turn(sooner), /Also for us[\s\S]*the answer/);
  assert.match(headline(caseRunning), /^Our turn: the answer$/);
});

test('where nothing is ours, what the main machine waits for is the headline, else what anybody owes', () => {
  const [main, side] = caseRunning.owed.map((owed) => ({ ...owed, isOurs: false, owners: [bereth] }));
  assert.ok(main && side);
  const both = { ...caseRunning, owed: [main, { ...side, due: sampleNow + 60 }] };
  assert.match(headline(both), /^We wait for .*: the answer$/);
  assert.match(headline({ ...both, owed: [side] }), /^We wait for .*: an answer on the standstill$/);
});

test('after our act was sent the headline says that it is on its way and how far, and its button is quiet. Spec: CAS-7', () => {
  assert.equal(button(consultation, 'answer'), 'button');
  const far = {
    draft: /our server signs it/,
    signed: /signed, and not in the log/,
    logged: /in the log\. Not enough members/,
    accepted: /accepted, and not settled/,
  };
  for (const standing of ['draft', 'signed', 'logged', 'accepted'] as const) {
    assert.equal(headline(sent(standing)), 'Our act is on its way: Answer');
    assert.match(turn(sent(standing)), far[standing]);
    assert.match(turn(sent(standing)), /Until when[\s\S]*If it is not accepted in time/);
    assert.equal(button(sent(standing), 'answer'), 'button quiet');
  }
});

test('an act that could not be signed leaves it our turn, and says so', () => {
  assert.equal(headline(sent('failed')), 'Our turn: the answer');
  assert.match(turn(sent('failed')), /could not be signed: +Answer/);
  assert.equal(button(sent('failed'), 'answer'), 'button');
});

test('an act on its way that answers nothing owed, or is about another party, changes no headline', () => {
  const other: CaseView = { ...consultation, underWay: [{ act: 'acknowledge', standing: 'logged' }] };
  assert.equal(headline(other), 'Our turn: the answer');
  const contact = caseStates['contact-ours'];
  const about = (id: string): CaseView => ({
    ...contact,
    underWay: [{ act: 'answer-test', about: id, standing: 'logged' }],
  });
  assert.equal(headline(about(bereth.id)), 'Our turn: the answer to the test');
  assert.match(headline(about(aldoria.id)), /^Our act is on its way/);
});

test('where others owe it too, and among what else is ours, an act on its way is said', () => {
  const view: CaseView = {
    ...caseRunning,
    owed: caseRunning.owed.map((owed) => ({ ...owed, owners: [aldoria, bereth] })),
    underWay: [
      { act: 'answer', standing: 'logged' },
      { act: 'agree-standstill', standing: 'signed' },
    ],
  };
  assert.match(headline(view), /on its way: Answer\. We still wait for Bereth Cyber Centre: the answer/);
  assert.match(turn(view), /Also for us[\s\S]*on its way[\s\S]*signed, and not in the log/);
});

test('what we did in this visit already and moves nothing stands last, with a quiet button', () => {
  const again = caseStates['consultation-acknowledged'];
  const shown = caseMay(reader, again);
  assert.ok(shown !== false);
  assert.match(
    shown.text,
    /may be done again<\/h3><ul class="acts"><li><a class="button quiet" href="[^"]*acknowledge"/,
  );
  assert.equal(shown.text.split('/acts/').at(-1)?.startsWith('acknowledge'), true);
  const first = caseMay(reader, consultation);
  assert.ok(first !== false);
  assert.doesNotMatch(first.text, /may be done again/);
});
