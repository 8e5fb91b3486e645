import assert from 'node:assert/strict';
import { test } from 'node:test';
import { owedIn } from '#protocol/case/view.ts';
import { areOpen, withholdingOf } from '#protocol/case/withheld-words.ts';
import { hour, Play, rulesOf } from '../play.fixture.ts';

const rules = rulesOf('consultation');
const meetAt = { fields: { meetAt: 1_900_000_000 } };
const until = withholdingOf(rules, 'commit-statement') ?? assert.fail('commitments are not withheld');

/** A consultation that has come to talks. */
const talks = (supporters = 0): Play =>
  new Play(rules, ['asker', 'asked', ...Array<string>(supporters).fill('supporter')])
    .do('asker', 'ask')
    .do('asked', 'answer')
    .do('asker', 'ask-for-meeting', meetAt)
    .do('asked', 'record-meeting')
    .do('asker', 'agree-record')
    .do('asked', 'agree-record');

/** Talks in which both have bound a statement of their own. */
function bound(): { play: Play; texts: number[] } {
  const play = talks();
  play.do('asker', 'propose-two-statements', { fields: { releaseAt: play.now + 24 * hour } });
  play.do('asked', 'commit-statement').do('asker', 'commit-statement');
  const texts = play.state.steps.flatMap((step) =>
    step.kind === 'act' && step.act === 'commit-statement' ? [step.index] : [],
  );
  return { play, texts };
}

const open = (play: Play, texts: readonly number[]): boolean[] =>
  texts.map((index) => areOpen(until, play.state.steps, index));

test('facts, question and allegation are parts of their own, and only the allegation may be left out (Spec: SAY-1)', () => {
  const ask = rules.machines.flatMap(({ acts }) => acts).find(({ key }) => key === 'ask');
  assert.deepEqual(
    ask?.parts.map(({ key, isRequired, isMany }) => [key, isRequired, isMany]),
    [
      ['subject', true, false],
      ['facts', true, false],
      ['question', true, true],
      ['allegation', false, false],
    ],
  );
});

test('a record of one side is that of both only when both agree, and otherwise two stand beside each other', () => {
  const recorded = () =>
    new Play(rules, ['asker', 'asked'])
      .do('asker', 'ask')
      .do('asked', 'answer')
      .do('asker', 'ask-for-meeting', meetAt)
      .do('asked', 'record-meeting');
  assert.equal(recorded().do('asked', 'agree-record').where(), 'recorded');
  assert.equal(recorded().do('asked', 'agree-record').do('asker', 'agree-record').where(), 'talking');
  assert.equal(recorded().do('asker', 'own-record').where(), 'talking');
});

test('twelve supporters convene a meeting, and all of them where the case has fewer (Spec: SAY-4)', () => {
  const seconded = (supporters: number, count: number): string => {
    const play = talks(supporters).do('asker', 'ask-for-emergency-meeting');
    for (let n = 1; n <= count; n++) play.do(n === 1 ? 'supporter' : `supporter-${n}`, 'second');
    return play.where();
  };
  assert.deepEqual([seconded(20, 11), seconded(20, 12)], ['seconding', 'convened']);
  assert.deepEqual([seconded(3, 2), seconded(3, 3)], ['seconding', 'convened']);
  // With nobody who could support it, nobody would owe an answer.
  assert.equal(seconded(0, 0), 'talking');
  assert.deepEqual(talks(0).do('asker', 'ask-for-emergency-meeting').voids, ['void-requires']);
  assert.ok(!talks(0).may('asker', 'consultation').includes('ask-for-emergency-meeting'));
  assert.ok(talks(1).may('asker', 'consultation').includes('ask-for-emergency-meeting'));
});

test('a convened meeting opens no sooner than 48 hours and no later than 72 hours after (Spec: SAY-5)', () => {
  const convened = (hours: number): Play =>
    talks(1).do('asker', 'ask-for-emergency-meeting').do('supporter', 'second').pass(hours).do('asked', 'open-meeting');
  const early = convened(47);
  assert.deepEqual([early.where(), early.voids], ['convened', ['void-early']]);
  assert.equal(convened(48).where(), 'in-session');
  assert.equal(convened(73).where(), 'talking');
  assert.equal(convened(48).pass(49).where(), 'talking', 'a meeting lasts two days');
});

test('two statements are withheld until the moment, then both open, and the case ends when both confirm (Spec: SAY-2)', () => {
  const { play, texts } = bound();
  assert.deepEqual([play.where(), open(play, texts)], ['committed', [false, false]]);
  play.pass(24);
  assert.deepEqual([play.where(), open(play, texts)], ['opening', [true, true]]);
  play.do('asker', 'confirm-statements').do('asked', 'confirm-statements');
  assert.deepEqual([play.where(), open(play, texts)], ['released', [true, true]]);
});

test('texts of a release that was stopped never open, not even with a later one (Spec: SAY-2)', () => {
  const { play, texts } = bound();
  play.do('asked', 'stop-release');
  play.do('asker', 'propose-two-statements', { fields: { releaseAt: play.now + 24 * hour } });
  play.do('asked', 'commit-statement').do('asker', 'commit-statement').pass(25);
  assert.deepEqual([play.where(), open(play, texts)], ['opening', [false, false]]);
});

test('words of an act that was void, or that replay has not reached, count as withheld (Spec: SAY-2)', () => {
  const { play } = bound();
  play.do('asker', 'commit-statement').pass(25);
  const last = play.state.steps.findLast((step) => step.kind === 'void');
  assert.ok(last?.kind === 'void');
  assert.deepEqual(open(play, [last.index, 99]), [false, false]);
});

test('whose statement did not come within a day has its hash in the log, and the talks go on (Spec: SAY-3)', () => {
  const { play } = bound();
  play.pass(24).do('asker', 'confirm-statements').pass(25);
  assert.equal(play.where(), 'talking');
  assert.equal(bound().play.pass(24).do('asked', 'report-unopened').where(), 'talking');
});

test('a standstill ends by itself at its time, when something was published, and when statements open (Spec: SAY-6)', () => {
  const agreed = (play: Play): Play =>
    play
      .do('asker', 'propose-standstill', { fields: { standUntil: play.now + 500 * hour } })
      .do('asker', 'agree-standstill')
      .do('asked', 'agree-standstill');
  assert.equal(agreed(talks()).where('standstill'), 'standing');
  assert.equal(agreed(talks()).pass(501).where('standstill'), 'none');
  assert.equal(agreed(talks()).do('asked', 'note-publication').where('standstill'), 'none');
  const { play } = bound();
  agreed(play).pass(23);
  assert.equal(play.where('standstill'), 'standing');
  const before = play.state.steps.length;
  assert.equal(play.pass(1).where('standstill'), 'none');
  assert.equal(play.state.steps[before]?.time, play.state.machines['standstill']?.since);
});

test('lessons are stated once it is over, and not before', () => {
  const play = talks().do('asker', 'state-lessons');
  assert.deepEqual(play.voids, ['void-requires']);
  play.do('asker', 'agree-resolved').do('asked', 'agree-resolved').do('asked', 'state-lessons');
  assert.deepEqual([play.where(), play.where('lessons')], ['resolved', 'lessons-stated']);
});

test('either side and the mediator may leave a mediation at any time', () => {
  const mediated = (): Play => {
    const play = talks(1).do('asker', 'propose-mediator', { fields: { mediator: 'a'.repeat(64) } });
    play.do('asker', 'consent-mediator').do('asked', 'consent-mediator');
    return play.do('a'.repeat(64), 'accept-mandate', { fields: { until: play.now + 100 * hour } });
  };
  const left = (play: Play) => [play.where(), ...play.may('a'.repeat(64), 'consultation')];
  assert.deepEqual(left(mediated()), [
    'mediation',
    'bring-facts',
    'draft-text',
    'end-mediation',
    'propose-statement',
    'propose-two-statements',
  ]);
  // Whoever was the mediator has no part in the talks that follow.
  for (const who of ['asker', 'asked', 'a'.repeat(64)])
    assert.deepEqual(left(mediated().do(who, 'end-mediation')), ['talking']);
  assert.deepEqual(left(mediated().pass(101)), ['talking']);
  const proposed = (): Play =>
    mediated().do('a'.repeat(64), 'propose-two-statements', { fields: { releaseAt: 2_000_000_000 } });
  assert.deepEqual(left(proposed().do('asked', 'decline-statements')), ['talking']);
  assert.deepEqual(left(proposed().pass(73)), ['talking']);
});

test('an answer to a mandate is owed by the party that was named, and by no candidate of before', () => {
  const proposed = (play: Play, mediator: string): Play =>
    play
      .do('asker', 'propose-mediator', { fields: { mediator } })
      .do('asker', 'consent-mediator')
      .do('asked', 'consent-mediator');
  const play = proposed(talks(), 'a'.repeat(64)).do('a'.repeat(64), 'decline-mandate');
  proposed(play, 'b'.repeat(64));
  const [owed] = owedIn(rules, play.state).filter(({ wait }) => wait === 'accept-by');
  assert.deepEqual(owed?.owners, ['b'.repeat(64)]);
});
