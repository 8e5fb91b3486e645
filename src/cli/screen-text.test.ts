import assert from 'node:assert/strict';
import { it } from 'node:test';
import { screenText } from './screen-text.ts';

it('Text of others can neither rewrite a screen nor turn what stands beside it', () => {
  const bad = ['\u001b[2J', '\u0007', '\r', '\u009b', '\u202e', '\u2066', '\u200f', '\u061c'];
  for (const one of bad) assert.equal(screenText(`a${one}b`), `a\ufffd${one.slice(1)}b`);
  assert.equal(screenText('第一\tالأول\nœ\u200c'), '第一\tالأول\nœ\u200c');
});
