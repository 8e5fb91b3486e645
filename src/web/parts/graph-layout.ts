/** A place in a picture. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge by the positions of its ends in the list of nodes. */
export type Edge = readonly [source: number, target: number];

const rounds = 160;

/** Starting places on a circle; the same for the same count, so a picture is drawn alike every time. */
const circle = (count: number): Point[] =>
  Array.from({ length: count }, (_, index) => {
    const angle = (2 * Math.PI * index) / Math.max(1, count);
    return { x: Math.cos(angle), y: Math.sin(angle) };
  });

/** How every node is pushed by all others and pulled along its edges (Fruchterman and Reingold, 1991). */
function forces(points: readonly Point[], edges: readonly Edge[], ideal: number): Point[] {
  const moves = points.map((here, index) => {
    let [x, y] = [0, 0];
    points.forEach((there, other) => {
      if (other === index) return;
      const [dx, dy] = [here.x - there.x, here.y - there.y];
      const square = Math.max(1e-4, dx * dx + dy * dy);
      x += (dx * ideal * ideal) / square;
      y += (dy * ideal * ideal) / square;
    });
    return { x, y };
  });
  for (const [source, target] of edges) {
    const [from, to] = [points[source], points[target]];
    const [a, b] = [moves[source], moves[target]];
    if (from === undefined || to === undefined || a === undefined || b === undefined) continue;
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const pull = Math.hypot(dx, dy) / ideal;
    moves[source] = { x: a.x + dx * pull, y: a.y + dy * pull };
    moves[target] = { x: b.x - dx * pull, y: b.y - dy * pull };
  }
  return moves;
}

function stepped(point: Point, { x, y }: Point, longest: number): Point {
  const length = Math.max(1e-9, Math.hypot(x, y));
  const step = Math.min(length, longest);
  return { x: point.x + (x / length) * step, y: point.y + (y / length) * step };
}

/** Stretched so that the outermost nodes stand on the rim of the unit square. */
function fitted(points: readonly Point[]): Point[] {
  const scale = (values: readonly number[]): ((value: number) => number) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return (value) => (high - low < 1e-9 ? 0.5 : (value - low) / (high - low));
  };
  const [x, y] = [scale(points.map((point) => point.x)), scale(points.map((point) => point.y))];
  return points.map((point) => ({ x: x(point.x), y: y(point.y) }));
}

/**
 * Places for `count` nodes in the unit square, so that connected ones stand close and none on
 * another. Its time grows with the square of `count`; callers bound that to some dozens.
 */
export function layout(count: number, edges: readonly Edge[]): Point[] {
  const ideal = 1 / Math.sqrt(Math.max(1, count));
  let points = circle(count);
  for (let round = 0; round < rounds; round++) {
    const longest = 0.2 * (1 - round / rounds);
    const moves = forces(points, edges, ideal);
    points = points.map((point, index) => stepped(point, moves[index] ?? { x: 0, y: 0 }, longest));
  }
  return fitted(points);
}
