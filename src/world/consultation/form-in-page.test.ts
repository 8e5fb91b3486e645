import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formsIn } from './form-in-page.ts';

const page = `<form method="post" action="/cases/1/acts/ask" novalidate>
<input type="hidden" name="csrf" value="a&amp;b"><input type="checkbox" id="c" name="confirm" value="yes">
<input type="text" name="typed" value=""><textarea class="prose" name="words" rows="4">one
&lt;two&gt;</textarea>
<select id="f" name="chosen"><option value="">Choose</option><option value="x" selected>X</option></select>
<select name="first"><option value="a">A</option><option value="b">B</option></select></form>
<form method="post" action="/sign-out"><input type="hidden" name="csrf" value="c"></form>`;

test('a form sends what a browser would: hidden fields, what stands in it, the chosen of a list, and no unticked box', () => {
  const [ask, leave] = formsIn(page);
  assert.deepEqual(
    [...(ask?.fields ?? [])],
    [
      ['csrf', 'a&b'],
      ['typed', ''],
      ['words', 'one\n<two>'],
      ['chosen', 'x'],
      ['first', 'a'],
    ],
  );
  assert.deepEqual([ask?.action, leave?.action], ['/cases/1/acts/ask', '/sign-out']);
  assert.deepEqual(formsIn('<p>nothing</p>'), []);
});
