import assert from 'node:assert/strict';
import { test } from 'node:test';
import { procedures } from '#desks/procedures.ts';
import { html } from '../html.ts';
import { aldoria, bereth, calder } from '../pages/sample-facts.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { consequences, type PlannedAct } from './case-consequence.ts';

const reader = sampleReader('en', '/');

/** What an act of a procedure leads to, in English. */
function said(procedure: string, act: string, more: Partial<PlannedAct> = {}): string {
  const rules = procedures.find((one) => one.procedure.id === procedure)?.procedure ?? assert.fail(procedure);
  const rule = rules.machines.flatMap(({ acts }) => acts).find(({ key }) => key === act) ?? assert.fail(act);
  const members = [
    { party: bereth, roles: ['asker', 'vendor'] },
    { party: aldoria, roles: ['asked', 'coordinator'] },
  ];
  const lines = consequences(reader, { rules, rule, state: rule.from[0] ?? '', members, ...more });
  return html`${lines.map((line) => html`${line} `)}`.text.replace(/<[^>]*>/g, '').trim();
}

test('an act says where it leads, who then has how long for what, and what silence will mean. Spec: CPG-2', () => {
  assert.equal(
    said('consultation', 'answer'),
    'Leads to: Answered. Then Bereth Cyber Centre has 7 days for: a word on the answer. Silence counts as consent.',
  );
});

test('an act that ends the case says so, one that moves nothing says where the case stays', () => {
  assert.match(said('consultation', 'withdraw'), /^Ends the case: Withdrawn\.$/);
  assert.match(said('consultation', 'acknowledge'), /^It stays at: Asked\. Deadlines run on\.$/);
});

test('an act of several says who is missing, that only we are, or how many more it takes', () => {
  const needing = (others: NonNullable<PlannedAct['needs']>['others']): string =>
    said('consultation', 'agree-statement', { needs: { others } });
  assert.match(needing([bereth, calder]), /once these have done it too: Bereth Cyber Centre and Calder Grid\./);
  assert.match(needing([]), /Only ours is missing/);
  assert.match(needing(11), /once 11 more parties have done it/);
});

test('what may stand without those who are missing says so before it is agreed to (Spec: PRO-24)', () => {
  assert.match(
    said('incident-coordination', 'agree-embargo', { needs: { others: [bereth] } }),
    /done it too: Bereth Cyber Centre\. Whoever is silent is not bound\. What two or more have agreed stands/,
  );
  assert.doesNotMatch(said('incident-coordination', 'agree-revision', { needs: { others: [bereth] } }), /not bound/);
});

test('effects beside the state are said: a role that passes, a party that is admitted, another part that moves', () => {
  assert.match(said('incident-coordination', 'take-over'), /Our party alone then has the role: coordinator/);
  assert.match(said('consultation', 'propose-mediator'), /becomes a member as proposed mediator/);
  assert.match(said('incident-coordination', 'became-public'), /Embargo then stands at: Embargo ended/);
});

test('every act of every procedure leads to something that can be said', () => {
  let seen = 0;
  for (const { procedure } of procedures)
    for (const { key } of procedure.machines.flatMap(({ acts }) => acts)) {
      assert.match(
        said(procedure.id, key),
        /^(?:Leads to|Ends the case|It stays at|Begins anew at): [A-Z]/,
        `${procedure.id} ${key}`,
      );
      seen++;
    }
  assert.ok(seen > 60);
});
