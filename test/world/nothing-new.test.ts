import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conclude, give, indicator, introduce, Stage, titles } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** Two partners that have told each other everything. */
async function settled(): Promise<{ stage: Stage; a: StagedParty; b: StagedParty; asked: () => string[] }> {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  conclude([a, b], stage.terms([a, b], [{}]));
  give(a, indicator('older', 'green'));
  await stage.settle(a, b);
  const paths: string[] = [];
  stage.mischief = { before: ({ path }) => void paths.push(path) };
  return { stage, a, b, asked: () => paths.splice(0) };
}

test('Spec: LNK-2: a whole meeting costs one request when nothing is new', async () => {
  const { stage, a, b, asked } = await settled();
  await stage.meet(b, a);
  assert.deepEqual(asked(), ['/link/pull']);
  await stage.meet(a, b);
  assert.deepEqual(asked(), ['/link/pull']);
});

test('Spec: LNK-2, KEP-5: a log that grew without a release for us is mirrored all the same', async () => {
  const { stage, a, b, asked } = await settled();
  give(a, indicator('stays here', 'red'));
  await stage.meet(b, a);
  assert.ok(asked().includes('/log/checkpoint'));
  assert.deepEqual(titles(b), ['older']);
  await stage.meet(b, a);
  assert.deepEqual(asked(), ['/link/pull']);
});

test('a new record is pulled as before', async () => {
  const { stage, a, b } = await settled();
  give(a, indicator('newer', 'green'));
  await stage.meet(b, a);
  assert.deepEqual(titles(b), ['newer', 'older']);
});
