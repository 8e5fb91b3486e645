import assert from 'node:assert/strict';
import { test } from 'node:test';
import { procedures } from '#desks/procedures.ts';
import { rulesOf } from '../pages/sample-case-replay.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { numberWords, procedureTable } from './procedure-table.ts';

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

test('a default of the procedure says that it is one: no text could confirm it (Spec: PRO-4)', () => {
  const review = numberOf('incident-coordination', 'review');
  assert.match(review, /^168 hours a default of this procedure$/);
  assert.doesNotMatch(review, /verified|compared/);
});

test('an agreed time says how near and how far it may lie, and whose bounds these are (Spec: PRO-4)', () => {
  const mandate = numberOf('consultation', 'mandate-end');
  assert.match(mandate, /agree \(not before 24 hours and at most 2,160 hours after it was given\) a default of/);
  assert.match(
    numberOf('incident-coordination', 'embargo-end'),
    /agree \(at most 1,080 hours .*CERT\/CC.* a default of/,
  );
  assert.match(numberOf('incident-coordination', 'embargo-too-late'), /agree a default of this procedure$/);
});

test('silence that leads two ways says both (Spec: PRO-24)', () => {
  const rules = rulesOf('incident-coordination');
  const embargo = rules.machines.find(({ key }) => key === 'embargo') ?? assert.fail();
  const { text } = procedureTable(sampleReader('en', '/cases'), rules, embargo, undefined);
  assert.match(text, /stands among them\. It then stands at: Embargo holds\. Otherwise it stands at: No embargo\./);
});

test('who compared a number is said in the reader’s language, and no default in English (Spec: PRO-4)', () => {
  const tables = procedures.flatMap(({ procedure }) =>
    procedure.machines.map(
      (machine) => procedureTable(sampleReader('zh', '/cases'), procedure, machine, undefined).text,
    ),
  );
  assert.ok(tables.some((text) => text.includes('制作方')));
  for (const text of tables) assert.doesNotMatch(text, /makers of Comity|Taken from no text|→/);
});
