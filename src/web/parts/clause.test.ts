import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clause } from '#protocol/agreement/clause.ts';
import { onwardLimits, permittedActions } from '#protocol/agreement/duties.ts';
import { purposes, tlpLevels } from '#protocol/record/label.ts';
import type { Html } from '../html.ts';
import { languages } from '../language.ts';
import { aldoria, bereth, clause, parties } from '../pages/sample-facts.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { clauseSentence, clauseWords, dutySentences, kindName } from './clause.ts';

const english = sampleReader('en', '/');
const text = (markup: Html): string =>
  markup.text
    .replace(/<[^>]*>/g, '')
    .replace(/\s+/g, ' ')
    .trim();

test('a clause is one sentence of who, whom, what and how far', () => {
  assert.equal(
    text(clauseSentence(english, { ...clause, from: [aldoria.id], to: [bereth.id] }, parties)),
    'Aldoria National CERT may send Bereth Cyber Centre records of the kinds vulnerability, indicator and malware, up to and including TLP:AMBER.',
  );
  assert.equal(
    text(clauseSentence(english, { ...clause, kinds: 'any', ceiling: 'green' }, parties)),
    'Every party to this agreement may send every other party records of every kind, up to and including TLP:GREEN.',
  );
});

test('a party that nobody named is shown by the start of its id', () => {
  assert.match(text(clauseSentence(english, { ...clause, to: ['ab'.repeat(32)] }, parties)), /may send abababab…/);
});

test('the limits follow: purposes, older records and every duty', () => {
  const whole = text(clauseWords(english, clause, parties));
  for (const part of [
    'only for defence and incident response',
    'not included',
    'own constituency',
    'after 90 days',
    'when the source asks',
    'affected',
    'encrypted',
  ])
    assert.ok(whole.includes(part), part);
});

const empty: readonly (readonly [string, Partial<Clause>])[] = [
  ['from', { from: [] }],
  ['to', { to: [] }],
  ['kinds', { kinds: [] }],
  ['purposes', { purposes: [] }],
];
for (const [member, change] of empty)
  test(`a clause with nobody or nothing in "${member}" says that it releases nothing`, () => {
    assert.match(text(clauseWords(english, { ...clause, ...change }, parties)), /^This clause leaves something empty/);
  });

for (const language of languages) {
  const reader = sampleReader(language, '/');

  test(`${language}: two clauses that differ in one member read differently`, () => {
    const variants: Clause[] = [
      clause,
      { ...clause, from: [bereth.id] },
      { ...clause, to: [bereth.id] },
      { ...clause, kinds: 'any' },
      ...tlpLevels.filter((level) => level !== clause.ceiling).map((ceiling) => ({ ...clause, ceiling })),
      ...purposes.map((purpose) => ({ ...clause, purposes: [purpose] })),
      { ...clause, history: 'all' },
    ];
    const said = variants.map((variant) => text(clauseWords(reader, variant, parties)));
    assert.equal(new Set(said).size, variants.length);
  });

  test(`${language}: two duties that differ read differently`, () => {
    const { duties } = clause;
    const { retentionDays: _, ...unlimited } = duties;
    const variants = [
      ...onwardLimits.map((onward) => ({ ...duties, onward })),
      ...permittedActions.filter((actions) => actions !== duties.actions).map((actions) => ({ ...duties, actions })),
      { ...duties, attribution: 'anonymous' as const },
      { ...duties, retentionDays: 1 },
      unlimited,
      { ...duties, erase: false },
      { ...duties, notify: 'none' as const },
      { ...duties, encryptInTransit: false },
    ];
    const said = variants.map((variant) => dutySentences(reader, variant).map(text).join(' '));
    assert.equal(new Set(said).size, variants.length);
  });
}

test('a known kind has a name in the reader’s language, an unknown one stands as it is written', () => {
  assert.equal(text(kindName(sampleReader('zh', '/'), 'vulnerability')), '漏洞');
  assert.equal(kindName(english, 'x-<odd>').text, '<code dir="ltr">x-&lt;odd&gt;</code>');
});
