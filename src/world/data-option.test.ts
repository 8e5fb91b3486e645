import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { dataFolder } from './data-option.ts';

test('a demonstration keeps its data where it is told, and refuses words that it does not know', () => {
  assert.equal(dataFolder('demo', []), join(process.cwd(), 'comity-data', 'demo'));
  assert.equal(dataFolder('demo', ['--data', '/tmp/elsewhere']), '/tmp/elsewhere');
  assert.throws(() => dataFolder('demo', ['--dta', 'x']), /Unknown option '--dta'/);
  assert.throws(() => dataFolder('demo', ['elsewhere']), /Unexpected argument 'elsewhere'/);
  assert.throws(() => dataFolder('demo', ['--data']), /argument missing/);
});
