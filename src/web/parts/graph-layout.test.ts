import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Edge, layout } from './graph-layout.ts';

const graphs = fc.integer({ min: 1, max: 24 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 40 }),
  }),
);

test('every node gets a place within the square, and no two the same', () => {
  fc.assert(
    fc.property(graphs, ({ count, edges }) => {
      const points = layout(count, edges);
      assert.equal(points.length, count);
      for (const { x, y } of points) assert.ok(x >= 0 && x <= 1 && y >= 0 && y <= 1, `${x} ${y}`);
      const places = new Set(points.map(({ x, y }) => `${x.toFixed(4)} ${y.toFixed(4)}`));
      assert.equal(places.size, count);
    }),
    { numRuns: 60 },
  );
});

test('the same graph is drawn alike every time', () => {
  const edges: Edge[] = [
    [0, 1],
    [1, 2],
    [5, 2],
  ];
  assert.deepEqual(layout(8, edges), layout(8, edges));
});

test('what is connected stands closer than what is not', () => {
  const clusters: Edge[] = [
    [0, 1],
    [1, 2],
    [2, 0],
    [3, 4],
    [4, 5],
    [5, 3],
  ];
  const points = layout(6, clusters);
  const distance = (a: number, b: number): number =>
    Math.hypot((points[a]?.x ?? 0) - (points[b]?.x ?? 0), (points[a]?.y ?? 0) - (points[b]?.y ?? 0));
  assert.ok(Math.max(distance(0, 1), distance(3, 4)) < Math.min(distance(0, 3), distance(1, 4), distance(2, 5)));
});
