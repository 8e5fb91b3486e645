import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonCodes } from '#protocol/agreement/release-decision.ts';
import type { Html } from '../html.ts';
import { languages } from '../language.ts';
import { allows, circle, policyAllows, tooHigh } from '../pages/sample-facts.ts';
import { sampleReader } from '../pages/sample-views.ts';
import { decisiveReason, reasonChain, reasonWords, verdict } from './reasons.ts';

const english = sampleReader('en', '/');
const text = (markup: Html): string => markup.text.replace(/<[^>]*>/g, '');

test('a reason names the agreement, the clause and both levels', () => {
  assert.equal(text(reasonWords(english, tooHigh)), 'Meridian circle, clause 1, reaches TLP:GREEN; this is TLP:AMBER.');
  assert.ok(reasonWords(english, tooHigh).text.includes(`href="/agreements/${circle.id}"`));
});

for (const language of languages)
  test(`${language}: every reason can be said, whatever is known about it`, () => {
    for (const code of reasonCodes)
      assert.ok(text(reasonWords(sampleReader(language, '/'), { code, allows: false })).length > 3, code);
  });

test('what decided is the clause that allows, or the first rule that refuses', () => {
  assert.equal(decisiveReason('allowed', [policyAllows, tooHigh, allows]), allows);
  assert.equal(decisiveReason('refused', [policyAllows, tooHigh]), tooHigh);
  assert.equal(decisiveReason('refused', [policyAllows]), undefined);
});

test('the whole chain stands behind the decisive reason, without script', () => {
  const chain = reasonChain(english, 'refused', [policyAllows, tooHigh]);
  assert.match(text(chain), /^Meridian circle, clause 1/);
  assert.match(chain.text, /<details><summary>all 2 reasons<\/summary><ol/);
  assert.equal(chain.text.split('<li>').length - 1, 2);
});

test('one reason needs no chain, and none at all is said to be undecided', () => {
  assert.doesNotMatch(reasonChain(english, 'refused', [tooHigh]).text, /<details>/);
  assert.equal(text(reasonChain(english, 'undecided', [])), 'No rule has decided, so it stays here.');
});

test('only what is allowed looks allowed', () => {
  assert.match(verdict(english, 'allowed').text, /class="yes">may</);
  for (const answer of ['refused', 'undecided'] as const)
    assert.match(verdict(english, answer).text, /class="no">.*may not</);
});
