import { type Html, html, visibleControls } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { plainKind } from './clause.ts';
import { type Edge, layout, type Point } from './graph-layout.ts';

export interface GraphNode {
  readonly title: string;
  /** STIX type. */
  readonly kind: string;
  /** The record, when it is held here. */
  readonly seq?: number;
}

/** A connection between two nodes, by their positions. `relation` as STIX names it. */
export interface GraphEdge {
  readonly source: number;
  readonly target: number;
  readonly relation: string;
}

const [width, height, margin] = [960, 600, 95];
const longestLabel = 26;

/** Text within a picture: no element isolates it there, so controls of direction are spelled out. */
const short = (title: string): string =>
  visibleControls(title.length <= longestLabel ? title : `${title.slice(0, longestLabel - 1).toWellFormed()}…`);

const placed = ({ x, y }: Point): Point => ({
  x: Math.round(margin + x * (width - 2 * margin)),
  y: Math.round(40 + y * (height - 90)),
});

function nodeShape({ title, kind, seq }: GraphNode, { x, y }: Point, isFocus: boolean): Html {
  const shape = html`<circle cx="${x}" cy="${y}" r="${isFocus ? 11 : 7}" class="${isFocus ? 'focus' : 'node'}"/><text x="${x}" y="${y + 22}" text-anchor="middle">${short(title)}</text><text x="${x}" y="${y + 36}" text-anchor="middle" class="soft">${short(kind)}</text><title>${visibleControls(`${title} (${kind})`)}</title>`;
  return seq === undefined ? html`<g>${shape}</g>` : html`<a href="/records/${seq}">${shape}</a>`;
}

/** A picture of objects and what connects them; the first node is the one that the page is about. */
export function graph(
  reader: Reader,
  { caption, nodes, edges }: { caption: string; nodes: readonly GraphNode[]; edges: readonly GraphEdge[] },
): Html {
  const places = layout(
    nodes.length,
    edges.map(({ source, target }): Edge => [source, target]),
  ).map(placed);
  const at = (index: number): Point => places[index] ?? { x: 0, y: 0 };
  const lines = edges.map(({ source, target, relation }) => {
    const [a, b] = [at(source), at(target)];
    return html`<g><line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}"/><title>${visibleControls(relation)}</title></g>`;
  });
  const shapes = nodes.map((node, index) =>
    nodeShape({ ...node, kind: plainKind(reader, node.kind) }, at(index), index === 0),
  );
  return html`<div class="wide" tabindex="0" role="group" aria-label="${words(reader).plain('graph.scroll')}"><svg class="graph" viewBox="0 0 ${width} ${height}" role="group" aria-label="${caption}" direction="ltr">${lines}${shapes}</svg></div>`;
}
