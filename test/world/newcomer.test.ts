import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conclude, give, indicator, introduce, Stage, titles } from './stage.fixture.ts';

describe('a party that comes later', () => {
  for (const history of ['all', 'from-start'] as const)
    it(`REL-6: ${history === 'all' ? 'gets' : 'does not get'} what was held before, under history ${history}`, async () => {
      const stage = new Stage();
      const [a, b, c] = [stage.found('Aldoria'), stage.found('Bereth'), stage.found('Calder')];
      introduce(a, b);
      conclude([a, b], stage.terms([a, b], [{}]));
      give(a, indicator('older', 'green'));
      await stage.settle(a, b);
      introduce(a, b, c);
      conclude([a, c], stage.terms([a, c], [{ history }]));
      give(a, indicator('newer', 'green'));
      await stage.settle(a, b, c);
      assert.deepEqual(titles(b), ['newer', 'older']);
      assert.deepEqual(titles(c), history === 'all' ? ['newer', 'older'] : ['newer']);
    });

  it('REL-6: an agreement that is renewed opens the past only where the new one says so', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    give(a, indicator('oldest', 'green'));
    const first = conclude([a, b], stage.terms([a, b], [{ history: 'from-start' }]));
    await stage.settle(a, b);
    assert.deepEqual(titles(b), []);
    stage.now += 10;
    conclude([a, b], stage.terms([a, b], [{ history: 'all' }], { supersedes: first, start: stage.now }));
    stage.now += 10;
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['oldest']);
  });

  it('REL-6: an agreement that is signed early does not cover what came before its start', async () => {
    const stage = new Stage();
    const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
    introduce(a, b);
    conclude([a, b], stage.terms([a, b], [{ history: 'from-start' }], { start: stage.now + 100 }));
    give(a, indicator('between', 'green'));
    stage.now += 100;
    give(a, indicator('after', 'green'));
    await stage.settle(a, b);
    assert.deepEqual(titles(b), ['after']);
  });
});
