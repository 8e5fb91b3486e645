import assert from 'node:assert/strict';
import { test } from 'node:test';
import { voidCodes } from '#protocol/case/case-state.ts';
import { aldoria, bereth, calder, meridian } from '../pages/sample-facts.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { type ActView, caseTimeline } from './case-timeline.ts';

const reader = sampleReader('en', '/');
const base: ActView = { kind: 'act', act: 'ask', by: bereth, standing: 'settled', index: 3, values: [] };
const shown = (act: Partial<ActView>, mayAct = true): string =>
  caseTimeline(reader, {
    id: 'ab'.repeat(32),
    procedure: 'consultation',
    self: aldoria.id,
    mayAct,
    steps: [{ ...base, ...act }],
  }).text;
const text = (act: Partial<ActView>): string => shown(act).replace(/<[^>]*>/g, '');

test('an act says who did what, how firmly it stands and at which entry, which can be linked', () => {
  assert.match(text({}), /Bereth Cyber Centre: Ask for clarification.*settled · entry 3/);
  assert.match(shown({}), /<li id="entry-3">/);
});

test('only those who provably have an act are named, and a count stands for many. Spec: CPG-3', () => {
  assert.match(text({ seenBy: { parties: [], all: 3 } }), /Not yet provably seen by others/);
  assert.match(text({ seenBy: { parties: [calder], all: 3 } }), /Provably seen by Calder Grid/);
  const many = Array.from({ length: 9 }, () => meridian);
  assert.match(text({ seenBy: { parties: many, all: 30 } }), /Provably seen by 9 of 30 others/);
});

test('a void act of ours says why and what to do, one of others only why. Spec: CAS-13', () => {
  for (const code of voidCodes) {
    assert.match(text({ code, by: aldoria }), /without effect: [a-z][^.]*\. [A-Z]/, code);
    assert.doesNotMatch(text({ code }), /Do it again|See above|comes first: see|Nothing to do/, code);
  }
});

test('a draft that failed says why and has a way out, which a reader without the right is not shown', () => {
  const failed = { by: aldoria, standing: 'draft', draft: 7, fault: 'case-release' } as const;
  assert.match(shown(failed), /Policy or agreements no longer[^<]*<[\s\S]*\/drafts\/7\/drop/);
  assert.doesNotMatch(shown(failed, false), /\/drop/);
  assert.match(text({ ...failed, fault: 'case-other' }), /could not be signed \(case-other\)/);
});

test('an answer after its time is marked late, with how long', () => {
  assert.match(text({ late: 7200 }), /2 hrs late/);
});
