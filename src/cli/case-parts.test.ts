import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partsOf } from './case-parts.ts';
import { UsageError } from './command.ts';

const part = (key: string, isRequired: boolean) => ({ key, isRequired, isMany: false });
const ask = { key: 'ask', parts: [part('facts', true), part('question', true), part('allegation', false)] };

test('parts on the command line are counted by key, and none that must be said is left out (Spec: SAY-1)', () => {
  assert.deepEqual(partsOf(ask, ['facts=It is a=b.', 'question=Who?', 'question=When?']), [
    { key: 'facts', n: 1, text: 'It is a=b.' },
    { key: 'question', n: 1, text: 'Who?' },
    { key: 'question', n: 2, text: 'When?' },
  ]);
  assert.deepEqual(partsOf(ask, []), []);
  for (const texts of [['facts=Dark.'], ['facts=Dark.', 'question=Why?', 'blame=You'], ['no part']])
    assert.throws(() => partsOf(ask, texts), UsageError, texts.join());
});
