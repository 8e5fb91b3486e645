import type { Duties } from '#protocol/agreement/duties.ts';
import { bdi, type Html, html, visibleControls } from '../html.ts';
import { day, moment } from '../moment.ts';
import { page } from '../page.ts';
import { type AdvisoryView, advisorySummary } from '../parts/advisory-summary.ts';
import { dutySentences, kindName } from '../parts/clause.ts';
import { postForm } from '../parts/form.ts';
import { hash } from '../parts/hash.ts';
import { type PartyRef, partyLink, partyNames } from '../parts/party.ts';
import {
  type AgreementRef,
  agreementLink,
  type ReasonView,
  reasonChain,
  type Verdict,
  verdict,
} from '../parts/reasons.ts';
import { recordTitle } from '../parts/record-title.ts';
import { type StixObject, stixSummary } from '../parts/stix-summary.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type LabelView, label, tlp } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** The answer for one party, and whether the record has gone there. */
export interface PartyDecision {
  readonly party: PartyRef;
  readonly verdict: Verdict;
  /** The whole chain, in the order in which the rules spoke. */
  readonly reasons: readonly ReasonView[];
  readonly left?: { readonly at: number; readonly receipt: string };
}

/** A record that this one points at or that points here. `seq` is absent when we do not hold it. */
export interface Reference {
  readonly direction: 'to' | 'from';
  /** STIX relationship type or property name. */
  readonly relation: string;
  readonly title: string;
  readonly kind: string;
  readonly seq?: number;
}

export interface Provenance {
  /** Record id of the batch that commits to this item. */
  readonly batch: string;
  /** Place of the item in its batch, from 0, and size of the batch. */
  readonly index: number;
  readonly count: number;
  /** Entry of our log. */
  readonly entry: number;
  /** The receipt under which it reached us, for a received record. */
  readonly receipt?: string;
  /** Proof of this item, to download. */
  readonly proofHref: string;
}

/** How the releaser's approval stands. `reach`: who would receive it once approved. */
export interface Approval {
  readonly state: 'needed' | 'given' | 'not-needed';
  readonly by?: string;
  readonly at?: number;
  readonly reach: readonly PartyRef[];
  /** Whether it names records that have to be approved too before it can go. */
  readonly waitsForNamed?: boolean;
  /** Whether this reader may approve it now. */
  readonly mayApprove: boolean;
}

/** POST /records/:seq/approve: csrf. */
export interface RecordView {
  readonly seq: number;
  readonly title: string;
  readonly kind: string;
  readonly label: LabelView;
  readonly origin: PartyRef;
  readonly isOwn: boolean;
  /** When it was imported or reached us, Unix seconds. */
  readonly at: number;
  readonly object: StixObject;
  /** What the object says, when it is an advisory. */
  readonly advisory?: AdvisoryView;
  /** A notice is read and answered on its own page. Spec: NTC-14. */
  readonly notice?: { readonly id: string };
  /** The last version that its author stated, if this is an earlier one. */
  readonly later?: { readonly seq: number; readonly isRevoked: boolean };
  /** Other forms of the same object, with more or fewer of its parts, each for its level. */
  readonly forms?: readonly { readonly seq: number; readonly tlp: LabelView['tlp'] }[];
  readonly references: readonly Reference[];
  readonly provenance: Provenance;
  readonly decisions: readonly PartyDecision[];
  readonly approval: Approval;
  /** How it stands with being stated anew: it may be asked for, it was, or it is itself made of another record. */
  readonly reissue?: { readonly state: 'may-ask' | 'made' | 'from'; readonly seq: number };
  /** Whether this reader may erase it. */
  readonly mayErase?: boolean;
  /** What we owe for a received record. `eraseBy` in Unix seconds. */
  readonly owed?: {
    readonly agreement: AgreementRef;
    readonly clause: number;
    readonly duties: Duties;
    readonly eraseBy?: number;
  };
}

function decisionTable(reader: Reader, decisions: readonly PartyDecision[]): Html {
  const { t, plain } = words(reader);
  return table<PartyDecision>({
    caption: plain('record.who'),
    rows: decisions,
    columns: [
      { head: plain('party.one'), as: 'name', cell: (row) => partyLink(row.party) },
      { head: plain('record.decision'), cell: (row) => verdict(reader, row.verdict) },
      { head: plain('record.because'), cell: (row) => reasonChain(reader, row.verdict, row.reasons) },
      {
        head: plain('record.left'),
        cell: ({ left }) =>
          left === undefined
            ? t('record.never')
            : html`${moment(reader, left.at)}<br><a href="/receipts/${left.receipt}">${t('receipt.one')}</a>`,
      },
    ],
  });
}

function referenceTable(reader: Reader, references: readonly Reference[]): Html {
  const { t, plain } = words(reader);
  return table<Reference>({
    caption: plain('record.references'),
    rows: references,
    columns: [
      {
        head: plain('record.relation'),
        cell: (row) => html`${t(`record.direction.${row.direction}`)} <code dir="ltr">${row.relation}</code>`,
      },
      { head: plain('records.title'), as: 'name', cell: (row) => recordTitle(row.title, row.seq) },
      { head: plain('records.kind'), cell: (row) => kindName(reader, row.kind) },
    ],
  });
}

/** What waits for a releaser, with its consequence before the act. */
function approvalTurn(reader: Reader, { seq, approval, decisions }: RecordView): Html | '' {
  const { t } = words(reader);
  if (approval.state === 'not-needed') return '';
  if (approval.state === 'given')
    return html`<p><span class="yes">${t('record.approved')}</span> ${approval.by !== undefined && t('record.approved-by', { name: approval.by })} ${approval.at !== undefined && moment(reader, approval.at)}</p>`;
  const stays = decisions.length - approval.reach.length;
  const consequence = html`<p><strong>${t('record.approval-needed')}</strong></p>
<p>${t('record.approval-reach', { count: approval.reach.length })} ${approval.reach.length > 0 && partyNames(reader, approval.reach)}</p>
${approval.waitsForNamed === true && html`<p>${t('record.approval-names')}</p>`}
<p class="soft">${t('record.approval-stays', { count: stays })}</p>`;
  if (!approval.mayApprove) return html`<div class="turn">${consequence}<p>${t('record.approval-role')}</p></div>`;
  return html`<div class="turn">${postForm(reader, { action: `/records/${seq}/approve`, content: consequence, submit: 'record.approve' })}</div>`;
}

/** That this is not the last word of its author. */
function laterLine(reader: Reader, { later }: RecordView): Html | '' {
  const { t } = words(reader);
  if (later === undefined) return '';
  return html`<p class="turn"><a href="/records/${later.seq}">${t(later.isRevoked ? 'record.later-revoked' : 'record.later')}</a></p>`;
}

/** Passing on where the source must not be named. */
function reissueLine(reader: Reader, { reissue }: RecordView): Html | undefined {
  const { t } = words(reader);
  if (reissue === undefined) return undefined;
  const { state, seq } = reissue;
  if (state === 'may-ask') return html`<a href="/records/${seq}/reissue">${t('reissue.title')}</a>`;
  return html`<a href="/records/${seq}">${t(state === 'made' ? 'reissue.made' : 'reissue.from')}</a>`;
}

function provenance(reader: Reader, view: RecordView): Html {
  const { t, number } = words(reader);
  const { provenance: proof, owed } = view;
  return marginList([
    [t('records.kind'), kindName(reader, view.kind)],
    [t('records.origin'), partyLink(view.origin)],
    [
      t('record.forms'),
      view.forms?.map(({ seq, tlp: level }) => html`<div><a href="/records/${seq}">${tlp(level)}</a></div>`),
    ],
    [t(view.isOwn ? 'record.imported' : 'record.reached'), moment(reader, view.at)],
    [
      t('record.proved'),
      html`<span class="yes">${t('record.in-batch', { place: proof.index + 1, count: proof.count })}</span><br><a href="/log-book/${proof.entry}">${t('log.entry-number', { index: html`${number(proof.entry)}` })}</a><br><a href="${proof.proofHref}">${t('proof.download')}</a>`,
    ],
    [t('record.batch'), hash(proof.batch)],
    [
      t('record.receipt-in'),
      proof.receipt === undefined ? undefined : html`<a href="/receipts/${proof.receipt}">${t('receipt.one')}</a>`,
    ],
    [
      t('record.owed'),
      owed === undefined
        ? t('record.owed-none')
        : html`${t('record.owed-under', { agreement: agreementLink(owed.agreement), clause: owed.clause })}<ul class="duties">${dutySentences(reader, owed.duties).map((duty) => html`<li>${duty}</li>`)}</ul>`,
    ],
    [t('reissue.secret'), reissueLine(reader, view)],
    [t('record.erase-by'), owed?.eraseBy === undefined ? undefined : day(reader, owed.eraseBy)],
    [
      t('correction.title'),
      html`<a href="/corrections?record=${view.seq}">${t('correction.of-record')}</a>${view.mayErase === true && html`<br><a href="/records/${view.seq}/erase">${t('erase.title')}</a>`}`,
    ],
  ]);
}

/** What a record of any medium says. */
function contentOf(reader: Reader, { object, advisory, notice }: RecordView): Html {
  const { t } = words(reader);
  if (notice !== undefined) return html`<p><a href="/notices/${notice.id}">${t('record.is-notice')}</a></p>`;
  return advisory === undefined ? stixSummary(reader, object) : advisorySummary(reader, advisory);
}

/** The record as it is held; not of a notice, of which nobody reads before opening it. */
function rawContent(reader: Reader, { object, notice }: RecordView): Html | '' {
  const { t } = words(reader);
  if (notice !== undefined) return '';
  const json = visibleControls(JSON.stringify(object, null, 2));
  return html`<h2>${t('record.raw')}</h2>
<details><summary>${t('record.raw-show')}</summary><pre dir="ltr" tabindex="0">${json}</pre></details>`;
}

export function recordPage(view: RecordView, reader: Reader): Html {
  const { t } = words(reader);
  const allowed = view.decisions.filter((decision) => decision.verdict === 'allowed').length;
  const gone = view.decisions.filter((decision) => decision.left !== undefined).length;
  return page(reader, {
    trail: html`<a href="/records">${t('nav.records')}</a> / ${kindName(reader, view.kind)}`,
    title: bdi(view.title),
    tab: view.title,
    main: html`<p>${label(reader, view.label)} ${t('record.from', { party: view.origin.name })}</p>
${laterLine(reader, view)}
${approvalTurn(reader, view)}
<h2>${t('record.who')}</h2>
<p>${t('record.who-count', { allowed, total: view.decisions.length, gone })}</p>
${view.decisions.length > 0 && decisionTable(reader, view.decisions)}
<h2>${t('record.says')}</h2>
${contentOf(reader, view)}
<p><a href="/records/${view.seq}/concerns">${t('record.concerns')}</a></p>
${view.references.length > 0 && html`<h2>${t('record.references')}</h2>${referenceTable(reader, view.references)}${view.notice === undefined && html`<p><a href="/records/${view.seq}/graph">${t('graph.show')}</a></p>`}`}
${rawContent(reader, view)}`,
    margin: provenance(reader, view),
  });
}
