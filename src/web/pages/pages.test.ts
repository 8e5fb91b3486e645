import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compactStyle } from '../compact-style.ts';
import { directionOf, type Language, langTag, languages } from '../language.ts';
import { messageKeys } from '../messages/catalogue.ts';
import { documentText } from '../page.ts';
import { checkBalanced, tagsOf } from './markup-check.fixture.ts';
import { samplePages, samplePagesWith, sampleReader } from './sample-views.ts';

const names = Object.keys(samplePages);
const groups = new Set(messageKeys.map((key) => key.split('.')[0]));

function render(name: string, language: Language, pages = samplePages): string {
  const sample = pages[name];
  assert.ok(sample, name);
  return documentText(sample.make(sampleReader(language, sample.path)));
}

/** Every page once in every language. */
function everyPage(check: (text: string, name: string, language: Language) => void): void {
  let seen = 0;
  for (const language of languages)
    for (const name of names) {
      check(render(name, language), `${name}.${language}`, language);
      seen++;
    }
  assert.ok(seen >= 6 * 25);
}

test('every page is well-formed in every language', () => {
  everyPage((text, name) => assert.doesNotThrow(() => checkBalanced(tagsOf(text)), name));
});

test('every page says its language and direction, and has one heading of the first rank', () => {
  everyPage((text, name, language) => {
    const tags = tagsOf(text);
    assert.deepEqual(tags[0]?.attributes, { lang: langTag(language), dir: directionOf(language) }, name);
    assert.equal(tags.filter((tag) => tag.name === 'h1' && !tag.isEnd).length, 1, name);
    assert.equal(tags.filter((tag) => tag.name === 'main' && !tag.isEnd).length, 1, name);
  });
});

test('no page shows a message key, a placeholder or an undefined value', () => {
  everyPage((text, name) => {
    const shown = text.replace(/<(pre|code|textarea)\b[\s\S]*?<\/\1>|<[^>]*>/g, ' ');
    assert.doesNotMatch(shown, /[{}]|undefined|\[object|NaN/, name);
    for (const [word, group] of shown.matchAll(/\b([a-z-]+)\.[a-z]+[a-z.-]*\b/g))
      assert.ok(!(groups.has(group) && messageKeys.includes(word)), `${name}: ${word}`);
  });
});

test('no page holds script, style or handlers of its own', () => {
  everyPage((text, name) => {
    for (const { name: element, attributes } of tagsOf(text)) {
      assert.ok(element !== 'style', name);
      assert.ok(element !== 'script' || (attributes['src'] ?? '/assets/browser/').startsWith('/assets/browser/'), name);
      for (const attribute of Object.keys(attributes))
        assert.ok(attribute !== 'style' && !attribute.startsWith('on'), `${name}: ${attribute}`);
    }
  });
});

test('every form that changes something carries the token against forgery', () => {
  let posts = 0;
  everyPage((text, name) => {
    for (const form of text
      .split('<form')
      .slice(1)
      .map((part) => part.slice(0, part.indexOf('</form>')))) {
      const isPost = form.startsWith(' method="post"');
      assert.equal(/name="csrf" value="sample-token"/.test(form), isPost, name);
      if (isPost) posts++;
    }
  });
  assert.ok(posts > languages.length * 20);
});

test('ids are unique, and labels, descriptions and links within a page lead to one', () => {
  everyPage((text, name) => {
    const tags = tagsOf(text).map(({ attributes }) => attributes);
    const ids = tags.flatMap(({ id }) => (id === undefined ? [] : [id]));
    assert.equal(new Set(ids).size, ids.length, name);
    const pointed = tags.flatMap((attributes) => [
      ...(attributes['for'] === undefined ? [] : [attributes['for']]),
      ...(attributes['aria-describedby']?.split(' ') ?? []),
      ...(attributes['href']?.startsWith('#') ? [attributes['href'].slice(1)] : []),
    ]);
    assert.ok(pointed.length > 0);
    for (const id of pointed) assert.ok(ids.includes(id), `${name}: #${id}`);
  });
});

test('every table has a caption and a scope on each heading', () => {
  let tables = 0;
  everyPage((text, name) => {
    for (const one of text.split('<table').slice(1)) {
      const table = one.slice(0, one.indexOf('</table>'));
      assert.match(table, /<caption>[^<]+<\/caption>/, name);
      for (const [heading] of table.matchAll(/<th [^>]*>/g)) assert.match(heading, /scope="(?:col|row)"/, name);
      tables++;
    }
  });
  assert.ok(tables > 100);
});

test('every page offers all languages, and the search survives the change', () => {
  const text = render('records', 'fr');
  for (const language of languages)
    assert.ok(text.includes(`href="/records?q=log&amp;kind=vulnerability&amp;page=2&amp;lang=${language}"`));
});

test('only an administrator is shown the way to the accounts, and a stranger no way at all', () => {
  assert.match(render('accounts', 'en'), /href="\/accounts"/);
  assert.doesNotMatch(render('today', 'en'), /href="\/accounts"/);
  assert.doesNotMatch(render('sign-in', 'en'), /href="\/records"|sign-out/);
});

test('the page of what is not there does not say whether it exists for others', () => {
  assert.doesNotMatch(render('not-found', 'en'), /forbidden|not allowed|may not|another account/i);
});

const hostile = `"><script>alert('1')</script>\u202Egnp.exe&amp;<!--`;
const foreign = new Set([
  'name',
  'title',
  'q',
  'text',
  'message',
  'where',
  'by',
  'about',
  'note',
  'checkpoint',
  'code',
  'description',
  'relation',
  'kind',
  'address',
  'url',
  'external_id',
  'x_kev',
  'labels',
  'staged',
  'password',
  'token',
  'faultCode',
  'leafHash',
  'root',
  'proofHref',
  'noteHref',
  'entryHref',
  'href',
  'vkey',
  'receipt',
  'origin',
  'author',
  'collection',
  'contacts',
  'content',
  'declared',
  'domains',
  'feeds',
  'networks',
  'place',
  'product',
  'products',
  'reached',
  'taken',
  'titles',
  'values',
  'vendor',
]);
const closed = new Set(['errors', 'partyKind']);

/** The view with hostile text wherever its text comes from somebody else. */
function poison<Value>(value: Value, key = ''): Value {
  if (Array.isArray(value)) return value.map((member: unknown) => poison(member, key)) as Value;
  if (typeof value === 'string') return (foreign.has(key) ? hostile : value) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      closed.has(name) || isClosed(value, name) ? member : poison(member, name),
    ]),
  ) as Value;
}

/** Closed lists that share a name with free text: a reason's code, a party's or an entry's kind. */
const isClosed = (parent: object, name: string): boolean =>
  (name === 'code' && 'allows' in parent) ||
  (name === 'code' && 'what' in parent) ||
  (name === 'kind' && ('isSelf' in parent || 'index' in parent));

test('hostile text from others opens no element, breaks no page and is isolated', () => {
  let poisoned = 0;
  const pages = samplePagesWith((view) => poison(view));
  for (const language of languages)
    for (const name of names) {
      const text = render(name, language, pages);
      const tags = tagsOf(text);
      checkBalanced(tags);
      assert.ok(!text.includes('<script>'), name);
      assert.ok(
        tags.filter((tag) => tag.name === 'script').every((tag) => tag.isEnd || tag.attributes['src'] !== undefined),
        name,
      );
      if (!text.includes('&lt;script&gt;')) continue;
      poisoned++;
      const isolated = /<(bdi|code|option|textarea)\b[^>]*>[^<]*<\/\1>|<[^>]*>/g;
      const outside = text.replace(isolated, '');
      assert.ok(!outside.includes('\u202E'), `${name}: a direction control stands outside an isolate`);
    }
  assert.ok(poisoned > languages.length * 15, String(poisoned));
});

test('the style is small, logical and free of anything from outside', () => {
  const style = readFileSync(join(import.meta.dirname, '../assets/style.css'), 'utf8');
  assert.ok(compactStyle(style).length < 15_000);
  assert.doesNotMatch(
    style,
    /url\(|@import|(?<!\.)\b(?:margin|padding|border)-(?:left|right|top|bottom)\b|[{;\s](?:left|right|top|bottom|width|height):/,
  );
});
