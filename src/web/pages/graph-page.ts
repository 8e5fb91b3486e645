import { bdi, type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { kindName } from '../parts/clause.ts';
import { type GraphEdge, type GraphNode, graph } from '../parts/graph.ts';
import { recordTitle } from '../parts/record-title.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET /records/:seq/graph. The first node is the record itself. Spec: SIT-4. */
export interface GraphView {
  readonly seq: number;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Connected objects that did not find room. */
  readonly leftOut: number;
}

function edgeTable(reader: Reader, { nodes, edges }: GraphView): Html {
  const { plain } = words(reader);
  const end = (index: number): Html => {
    const node = nodes[index];
    return node === undefined
      ? html`–`
      : html`${recordTitle(node.title, node.seq)} <small>${kindName(reader, node.kind)}</small>`;
  };
  return table<GraphEdge>({
    caption: plain('graph.edges'),
    rows: edges,
    columns: [
      { head: plain('graph.from'), as: 'name', cell: ({ source }) => end(source) },
      { head: plain('record.relation'), cell: ({ relation }) => html`<code dir="ltr">${relation}</code>` },
      { head: plain('graph.to'), cell: ({ target }) => end(target) },
    ],
  });
}

/** The objects around a record as a picture, and the same as a table. */
export function graphPage(view: GraphView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const title = view.nodes[0]?.title ?? '';
  const picture = html`${graph(reader, { caption: plain('graph.caption', { count: view.nodes.length }), nodes: view.nodes, edges: view.edges })}
${view.leftOut > 0 && html`<p class="soft">${t('graph.left-out', { count: view.leftOut })}</p>`}
<h2>${t('graph.edges')}</h2>${edgeTable(reader, view)}`;
  return page(reader, {
    trail: html`<a href="/records">${t('nav.records')}</a> / <a href="/records/${view.seq}">${bdi(title)}</a>`,
    title: t('graph.title', { title }),
    tab: plain('graph.title', { title }),
    main: view.edges.length === 0 ? html`<p>${t('graph.alone')}</p>` : picture,
  });
}
