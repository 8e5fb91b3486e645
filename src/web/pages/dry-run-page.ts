import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { page } from '../page.ts';
import { kindName } from '../parts/clause.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import {
  type AgreementRef,
  agreementLink,
  type ReasonView,
  reasonChain,
  type Verdict,
  verdict,
} from '../parts/reasons.ts';
import { table } from '../parts/table.ts';
import { type LabelView, label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Records with equal facts, decided together. */
export interface DryRunClass {
  readonly kind: string;
  readonly label: LabelView;
  readonly origin: PartyRef;
  readonly count: number;
  readonly verdict: Verdict;
  readonly reasons: readonly ReasonView[];
}

export interface DryRunParty {
  readonly party: PartyRef;
  readonly would: number;
  readonly stays: number;
  /** Largest first; those that would leave before those that stay. */
  readonly classes: readonly DryRunClass[];
}

/** What would leave if the agreement were in force now, and what would not. Nothing is sent. */
export interface DryRunView {
  readonly agreement: AgreementRef;
  /** Whether it is in force already, or taken to be. */
  readonly isInForce: boolean;
  readonly parties: readonly DryRunParty[];
}

const listHref = (row: DryRunClass): string =>
  link('/records', { kind: row.kind, label: row.label.tlp, origin: row.origin.id });

function classTable(reader: Reader, { party, classes }: DryRunParty): Html {
  const { plain, number } = words(reader);
  return table<DryRunClass>({
    caption: party.name,
    rows: classes,
    columns: [
      { head: plain('records.kind'), as: 'name', cell: (row) => kindName(reader, row.kind) },
      { head: plain('records.label'), cell: (row) => label(reader, row.label) },
      { head: plain('records.origin'), cell: (row) => partyLink(row.origin) },
      {
        head: plain('nav.records'),
        as: 'number',
        cell: (row) => html`<a href="${listHref(row)}">${number(row.count)}</a>`,
      },
      { head: plain('record.decision'), cell: (row) => verdict(reader, row.verdict) },
      { head: plain('record.because'), cell: (row) => reasonChain(reader, row.verdict, row.reasons) },
    ],
  });
}

const totals = (reader: Reader, view: DryRunView): Html => {
  const { plain, number } = words(reader);
  return table<DryRunParty>({
    caption: plain('dry-run.totals'),
    rows: view.parties,
    columns: [
      { head: plain('party.one'), as: 'name', cell: (row) => partyLink(row.party) },
      {
        head: plain('dry-run.would'),
        as: 'number',
        cell: (row) => html`<a href="#to-${row.party.id}">${number(row.would)}</a>`,
      },
      {
        head: plain('dry-run.stays'),
        as: 'number',
        cell: (row) => html`<a href="#to-${row.party.id}">${number(row.stays)}</a>`,
      },
    ],
  });
};

export function dryRunPage(view: DryRunView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const parties = view.parties.map(
    (one) => html`<h2 id="to-${one.party.id}">${t('dry-run.to', { party: one.party.name })}</h2>
<p>${t('dry-run.line', { would: t('count.records', { count: one.would }), stays: t('count.records', { count: one.stays }) })}</p>
${one.classes.length > 0 && classTable(reader, one)}`,
  );
  return page(reader, {
    trail: html`<a href="/agreements">${t('nav.agreements')}</a> / ${agreementLink(view.agreement)}`,
    title: t('dry-run.title'),
    tab: plain('dry-run.title'),
    main: html`<p class="lead">${t(view.isInForce ? 'dry-run.lead-now' : 'dry-run.lead-if')}</p>
${totals(reader, view)}
${parties}`,
  });
}
