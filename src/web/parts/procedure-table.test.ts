import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rulesOf } from '../pages/sample-case-replay.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { numberWords } from './procedure-table.ts';

/** How the number of a wait reads in English, without markup. */
function numberOf(procedure: string, wait: string): string {
  const rules = rulesOf(procedure);
  const waits = rules.machines.flatMap(({ states }) => states.flatMap((state) => state.waits));
  const rule = waits.find(({ key }) => key === wait) ?? assert.fail(wait);
  return numberWords(sampleReader('en', '/cases'), rules, rule).text.replaceAll(/(?:<[^>]*>|\s)+/g, ' ');
}

test('a number says its hours, its source, and who compared the two or that nobody has (Spec: PRO-4)', () => {
  const reply = numberOf('consultation', 'reply');
  assert.match(
    reply,
    /^48 hours .*Berlin mechanism.* compared with its source by .* not with the original on 2026-11-27/,
  );
  assert.match(numberOf('consultation', 'meet'), /^48 hours .*Vienna Document.* not verified/);
});

test('an agreed time says how near and how far it may lie, and whose bounds these are (Spec: PRO-4)', () => {
  const mandate = numberOf('consultation', 'mandate-end');
  assert.match(mandate, /agree \(not before 24 hours and at most 2,160 hours after it was given\) .*A default/);
  assert.match(numberOf('incident-coordination', 'embargo-end'), /agree \(at most 1,080 hours .*CERT\/CC/);
  assert.match(numberOf('incident-coordination', 'embargo-too-late'), /agree A default/);
});
