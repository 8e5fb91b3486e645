import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '#protocol/bytes/fault.ts';
import { bdi, html, isSafeUrl, visibleControls } from './html.ts';

const unescaped: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const restored = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => unescaped[name] ?? '');
const codeOf = (make: () => unknown): string | undefined => {
  try {
    make();
  } catch (thrown) {
    return faultCode(thrown);
  }
  return undefined;
};

test('any text comes back from the markup as it went in, and opens no tag', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const shown = html`<p>${text}</p>`.text;
      assert.equal(restored(shown.slice(3, -4)), text);
      assert.doesNotMatch(shown.slice(3, -4), /[<>"']/);
    }),
  );
});

test('any text in an attribute stays in it', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const shown = html`<p title="${text}"></p>`.text;
      assert.equal(shown.split('"').length, 3);
      assert.equal(restored(shown.split('"')[1] ?? ''), text);
    }),
  );
});

test('markup nests without being escaped again, and lists are joined', () => {
  assert.equal(html`<ul>${['a', 'b'].map((one) => html`<li>${one}</li>`)}</ul>`.text, '<ul><li>a</li><li>b</li></ul>');
});

test('numbers are written, and what is false or undefined leaves nothing', () => {
  assert.equal(html`${0}|${false}|${undefined}|${''}`.text, '0|||');
});

test('an attribute whose value is undefined or false is left out, an empty one stays', () => {
  assert.equal(html`<p class="${undefined}" id="x">`.text, '<p id="x">');
  assert.equal(html`<a href="${false}">`.text, '<a>');
  assert.equal(html`<option value="${''}">`.text, '<option value="">');
});

const hostileUrls = [
  'javascript:alert(1)',
  'JaVaScRiPt:x',
  ' javascript:x',
  'data:text/html,x',
  '//evil.test/',
  '/\\evil.test',
  'vbscript:x',
  'http:evil',
  'x\ny',
];
for (const url of hostileUrls) {
  test(`the URL ${JSON.stringify(url)} leads nowhere`, () => {
    assert.equal(isSafeUrl(url), false);
    assert.equal(html`<a href="${url}">x</a>`.text, '<a href="about:invalid">x</a>');
  });
}

for (const url of ['/', '/records/1?q=a%20b', '?page=2', '#main', 'https://example.test/x', 'http://127.0.0.1:8471/']) {
  test(`the URL ${url} is kept`, () => assert.equal(html`<a href="${url}">`.text, `<a href="${url}">`));
}

test('a part of a URL is percent-encoded, so that it cannot leave its place', () => {
  assert.equal(html`<a href="/parties/${'../x?y"'}">`.text, '<a href="/parties/..%2Fx%3Fy%22">');
});

const misuses: readonly (readonly [what: string, make: () => unknown])[] = [
  ['in an attribute without quotes', () => html`<p class=${'x'}>`],
  ['in a script', () => html`<script>${'x'}</script>`],
  ['in a style', () => html`<style>${'x'}</style>`],
  ['in a comment', () => html`<!-- ${'x'} -->`],
  ['of text among the attributes', () => html`<p ${'onclick'}>`],
  ['of markup in an attribute', () => html`<p title="${bdi('x')}">`],
];
for (const [what, make] of misuses) test(`a hole ${what} is a fault`, () => assert.equal(codeOf(make), 'html-hole'));

test('foreign text is isolated, and direction controls can be spelled out', () => {
  assert.equal(bdi('\u202Eabc').text, '<bdi>\u202Eabc</bdi>');
  assert.equal(visibleControls('a\u202Eb\u2066'), 'a[U+202E]b[U+2066]');
});
