import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactStyle } from './compact-style.ts';

test('a compact style has no comments and no indentation, and the same rules', () => {
  const style = '/* frame */\na,\nb {\n  margin: 0\n    1px;\n}\n\n@media (x) {\n  c { d: "a  b"; }\n}\n';
  assert.equal(compactStyle(style), 'a,b {margin: 0 1px;}@media (x) {c { d: "a  b"; }}');
});

test('what is compact already stays as it is', () => {
  const once = compactStyle('a {\n  b: c;\n}\n');
  assert.equal(compactStyle(once), once);
});
