import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseTextPage } from './case-text-page.ts';
import { caseRedline, caseRedlineScripts, caseSameText } from './sample-case-texts.ts';
import { sampleReader } from './sample-views.ts';

const shown = (view: Parameters<typeof caseTextPage>[0], language: 'en' | 'zh' | 'ar' = 'en'): string =>
  caseTextPage(view, sampleReader(language, '/')).text;

test('a comparison says with words and by whom what was removed and added, not by colour. Spec: CPG-4', () => {
  const text = shown(caseRedline);
  assert.match(text, /<del title="Removed">regret<\/del><ins title="Added">note<\/ins><a href="#change-1">/);
  const row = /<span id="change-1">[\s\S]*?<\/tr>/.exec(text)?.[0] ?? '';
  assert.match(row, /Aldoria National CERT[\s\S]*regret[\s\S]*note/);
  const second = /<span id="change-2">[\s\S]*?<\/tr>/.exec(text)?.[0] ?? '';
  assert.match(second, /Bereth Cyber Centre[\s\S]*so far/);
});

test('words of Chinese and Arabic are marked as words, in their own direction', () => {
  const text = shown(caseRedlineScripts, 'zh');
  assert.match(text, /<del title="[^"]+">遗憾<\/del><ins title="[^"]+">关注<\/ins>/);
  assert.match(text, /<del title="[^"]+">يأسف<\/del><ins title="[^"]+">يلاحظ<\/ins>/);
});

test('two versions of the same words say so and mark nothing', () => {
  const text = shown(caseSameText);
  assert.match(text, /The two have the same words/);
  assert.doesNotMatch(text, /<del|<ins/);
});

test('characters that turn text are spelled out where a change could hide in them', () => {
  const [first] = caseRedline.stretches;
  const text = shown({
    ...caseRedline,
    stretches: [{ kind: 'added', by: 1, text: 'not\u202Eyap' }, ...(first ? [first] : [])],
  });
  assert.match(text, /not\[U\+202E\]yap/);
});
