import { type IncidentRow, incidentMatrix, itemsOf } from '#desks/infrastructure/incident-matrix.ts';
import type { CaseState } from '#protocol/case/case-state.ts';
import { type Html, html } from '../html.ts';
import { due, moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseName, type ItemRef, roleNames } from './case-words.ts';
import { type PartyRef, partyLink } from './party.ts';
import { table } from './table.ts';

/** What each party of an incident said. */
export interface MatrixView {
  readonly items: readonly ItemRef[];
  readonly rows: readonly (Omit<IncidentRow, 'party'> & { readonly party: PartyRef })[];
  /** When the embargo ends or would end, and the longer end that is asked; Unix seconds. */
  readonly until?: number;
  readonly wanted?: number;
}

interface Onlooker {
  readonly name: (id: string) => PartyRef;
  readonly title: (item: string) => string;
}

const procedureOf = 'incident-coordination';

function givenTime(state: CaseState, field: string): number | undefined {
  const value = state.machines['embargo']?.values[field]?.value;
  return typeof value === 'number' ? value : undefined;
}

/** The matrix of an incident; nothing for other procedures. */
export function matrixView(procedure: string, state: CaseState, who: Onlooker): { readonly matrix?: MatrixView } {
  if (procedure !== procedureOf) return {};
  const embargo = state.machines['embargo']?.state ?? '';
  const isOpen = ['embargo-proposed', 'embargoed', 'revision-proposed'].includes(embargo);
  const [until, wanted] = [givenTime(state, 'until'), givenTime(state, 'wanted')];
  return {
    matrix: {
      items: itemsOf(state).map((id) => ({ id, title: who.title(id) })),
      rows: incidentMatrix(state).map((row) => ({ ...row, party: who.name(row.party) })),
      ...(isOpen && until !== undefined ? { until } : {}),
      ...(embargo === 'revision-proposed' && wanted !== undefined ? { wanted } : {}),
    },
  };
}

type Row = MatrixView['rows'][number];

function consent(reader: Reader, row: Row): Html {
  const { t } = words(reader);
  const longer = row.longer !== undefined && html`<br><small>${t(`matrix.longer.${row.longer}`)}</small>`;
  return html`<span class="${row.consent === 'agreed' ? 'yes' : 'wait'}">${t(`matrix.consent.${row.consent}`)}</span>${longer}`;
}

/** Whether it is heard of: it acted, holds the log, or neither is known. */
function heard(reader: Reader, { acted, isSeen, lapsed }: Row): Html {
  const { t } = words(reader);
  const last =
    acted === undefined
      ? t(isSeen ? 'matrix.seen' : 'matrix.not-seen')
      : t('matrix.acted', { moment: moment(reader, acted) });
  return html`${last}${lapsed > 0 && html`<br><small class="no">${t('matrix.lapsed', { count: lapsed })}</small>`}`;
}

const saidOf = (reader: Reader, status: string | undefined): Html | false => {
  if (status === undefined) return false;
  const name = status === 'not-said' ? `state.${status}` : `choice.${status}`;
  return html`<span class="${status === 'affected' ? 'no' : status === 'not-said' ? 'soft' : 'yes'}">${caseName(reader, procedureOf, name)}</span>`;
};

function products(reader: Reader, items: MatrixView['items'], { status }: Row): Html | false {
  const lines = items.flatMap(({ id, title }) => {
    const said = saidOf(reader, status[id]);
    return said === false ? [] : [html`<li>${words(reader).t('line.named', { name: title, value: said })}</li>`];
  });
  return lines.length > 0 && html`<ul class="plain">${lines}</ul>`;
}

/** Parties by what each said of itself. */
export function caseMatrix(reader: Reader, { matrix }: { readonly matrix?: MatrixView }): Html | false {
  if (matrix === undefined) return false;
  const { t, plain } = words(reader);
  const { items, rows, until, wanted } = matrix;
  const grid = table<Row>({
    caption: plain('matrix.title'),
    rows,
    columns: [
      {
        head: plain('party.one'),
        as: 'name',
        cell: ({ party, roles }) =>
          html`${partyLink(party)}<br><small>${roleNames(reader, procedureOf, roles)}</small>`,
      },
      {
        head: plain('matrix.handling'),
        cell: ({ handling }) => handling !== undefined && caseName(reader, procedureOf, `state.${handling}`),
      },
      { head: plain('matrix.products'), cell: (row) => products(reader, items, row) },
      { head: plain('matrix.consent'), cell: (row) => consent(reader, row) },
      { head: plain('matrix.heard'), cell: (row) => heard(reader, row) },
    ],
  });
  const named = (field: string, value: Html): Html =>
    t('line.named', { name: caseName(reader, procedureOf, `field.${field}`), value });
  const embargo =
    until !== undefined &&
    html`<p>${named('until', html`${moment(reader, until)} ${due(reader, until)}`)}${wanted !== undefined && html`<br>${named('wanted', moment(reader, wanted))}`}</p>`;
  return html`<h2>${t('matrix.title')}</h2>${embargo}${grid}<p class="hint">${t('matrix.note')}</p>`;
}
