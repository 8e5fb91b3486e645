import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import type { Standing } from '#protocol/agreement/standing.ts';
import { bdi, type Html, html, visibleControls } from '../html.ts';
import { link } from '../link.ts';
import { day, moment } from '../moment.ts';
import { page } from '../page.ts';
import { clauseWords } from '../parts/clause.ts';
import { confirmField, errorSummary, type FieldError, postForm } from '../parts/form.ts';
import { fingerprint } from '../parts/hash.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { type AgreementRef, agreementLink } from '../parts/reasons.ts';
import { standing } from '../parts/standing.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface Signatory {
  readonly party: PartyRef;
  readonly hasSigned: boolean;
  /** When the signature reached us, Unix seconds. */
  readonly at?: number;
  readonly hasWithdrawn: boolean;
}

/** What would follow: how much would leave, to whom, and what stays. */
export interface Reach {
  readonly parties: readonly { readonly party: PartyRef; readonly count: number }[];
  readonly stays: number;
}

/** POST /agreements/:id/sign and POST /agreements/:id/withdraw: confirm=yes, csrf. */
export interface AgreementView {
  readonly id: string;
  readonly title: string;
  readonly form: AgreementTerms['form'];
  readonly centre?: PartyRef;
  readonly standing: Standing;
  /** Unix seconds. */
  readonly start: number;
  readonly end: number;
  readonly supersedes?: AgreementRef;
  readonly clauses: readonly Clause[];
  readonly signatories: readonly Signatory[];
  /** Names for ids in clauses that are no signatories. */
  readonly others: readonly PartyRef[];
  /** 'sign' or 'withdraw' when this reader may do it now. */
  readonly mayDo?: 'sign' | 'withdraw';
  readonly reach: Reach;
  readonly left: number;
  readonly reached: number;
  /** Entry of our log, once we signed. */
  readonly entry?: number;
  /** The signed note. */
  readonly note: string;
  readonly noteHref: string;
  readonly errors: readonly FieldError[];
}

function signatoryTable(reader: Reader, { signatories }: AgreementView): Html {
  const { t, plain } = words(reader);
  const state = (one: Signatory): Html => {
    if (one.hasWithdrawn) return html`<span class="no">${t('standing.withdrawn')}</span>`;
    return one.hasSigned
      ? html`<span class="yes">${t('agreement.signed')}</span>`
      : html`<span class="wait">${t('agreement.not-yet')}</span>`;
  };
  return table<Signatory>({
    caption: plain('agreement.signatures'),
    rows: signatories,
    columns: [
      { head: plain('party.one'), as: 'name', cell: (row) => partyLink(row.party) },
      { head: plain('receipt.signature'), cell: state },
      { head: plain('records.at'), cell: (row) => (row.at === undefined ? '' : moment(reader, row.at)) },
    ],
  });
}

/** The consequence, said before the act. */
export function reachWords(reader: Reader, { parties, stays }: Reach, dryRun?: string): Html {
  const { t } = words(reader);
  const lines = parties.map(
    ({ party, count }) => html`<li>${t('line.named', { name: party.name, value: t('count.records', { count }) })}</li>`,
  );
  return html`<p>${t('reach.would', { count: parties.length })}</p>${lines.length > 0 && html`<ul>${lines}</ul>`}
<p>${t('reach.stays', { count: stays })}${dryRun !== undefined && html` <a href="${dryRun}">${t('reach.see')}</a>`}</p>`;
}

function act(reader: Reader, view: AgreementView): Html | '' {
  const { t } = words(reader);
  const { errors } = view;
  const dryRun = `/agreements/${view.id}/dry-run`;
  if (view.mayDo === 'sign') {
    const content = html`${reachWords(reader, view.reach, dryRun)}<p>${t('agreement.sign-means')}</p>${confirmField(reader, t('agreement.sign-confirm'), errors)}`;
    return html`<section class="turn" id="sign"><h2>${t('agreement.sign')}</h2>${postForm(reader, { action: `/agreements/${view.id}/sign`, content, submit: 'agreement.sign-do' })}</section>`;
  }
  if (view.mayDo !== 'withdraw') return '';
  const content = html`<p>${t('agreement.withdraw-means')}</p>${confirmField(reader, t('agreement.withdraw-confirm'), errors)}`;
  return html`<details class="turn grave" id="withdraw"${errors.length > 0 && html` open`}><summary>${t('agreement.withdraw')}</summary>${postForm(reader, { action: `/agreements/${view.id}/withdraw`, content, submit: 'agreement.withdraw-do', style: 'grave' })}</details>`;
}

function margin(reader: Reader, view: AgreementView): Html {
  const { t, number } = words(reader);
  return marginList([
    [t('agreement.form'), t(`agreement.form.${view.form}`)],
    [t('agreement.centre'), view.centre && partyLink(view.centre)],
    [t('agreement.period'), t('agreement.from-to', { start: day(reader, view.start), end: day(reader, view.end) })],
    [t('agreement.supersedes'), view.supersedes && agreementLink(view.supersedes)],
    [
      t('nav.left'),
      html`<a href="${link('/left', { agreement: view.id })}">${t('count.objects', { count: view.left })}</a>`,
    ],
    [
      t('nav.reached'),
      html`<a href="${link('/reached', { agreement: view.id })}">${t('count.objects', { count: view.reached })}</a>`,
    ],
    [t('agreement.dry-run'), html`<a href="/agreements/${view.id}/dry-run">${t('agreement.dry-run-see')}</a>`],
    [
      t('receipt.in-log'),
      view.entry === undefined
        ? undefined
        : html`<a href="/log-book/${view.entry}">${t('log.entry-number', { index: html`${number(view.entry)}` })}</a>`,
    ],
    [t('proof.name'), html`<a href="${view.noteHref}">${t('agreement.download')}</a>`],
  ]);
}

export function agreementPage(view: AgreementView, reader: Reader): Html {
  const { t } = words(reader);
  const names = [...view.signatories.map(({ party }) => party), ...view.others];
  const signed = view.signatories.filter(({ hasSigned }) => hasSigned).length;
  const clauses = view.clauses.map(
    (clause) =>
      html`<li id="clause-${clause.n}"><h3>${t('clause.number', { n: clause.n })}</h3>${clauseWords(reader, clause, names)}</li>`,
  );
  return page(reader, {
    trail: html`<a href="/agreements">${t('nav.agreements')}</a>`,
    title: bdi(view.title),
    tab: view.title,
    main: html`${errorSummary(reader, view.errors)}
<p class="lead">${standing(reader, view.standing)} ${t('agreement.signed-of', { count: signed, parties: view.signatories.length })}</p>
<p>${t(`standing.${view.standing}.means`)}</p>
${act(reader, view)}
<h2>${t('agreement.says')}</h2>
${clauses.length === 0 ? html`<p>${t('agreement.no-clauses')}</p>` : html`<ol class="clauses">${clauses}</ol>`}
<p class="soft">${t('agreement.besides')}</p>
<h2>${t('agreement.signatures')}</h2>${signatoryTable(reader, view)}
<h2>${t('agreement.text')}</h2><p>${t('agreement.text-lead')}<br>${fingerprint(view.id)}</p>
<details><summary>${t('receipt.text-show')}</summary><pre dir="ltr" tabindex="0">${visibleControls(view.note)}</pre></details>`,
    margin: margin(reader, view),
  });
}
