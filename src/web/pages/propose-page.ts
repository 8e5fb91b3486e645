import { type AgreementTerms, agreementForms } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import { type Html, html } from '../html.ts';
import { ownNames } from '../language.ts';
import { page } from '../page.ts';
import { clauseWords } from '../parts/clause.ts';
import { type ClauseValues, clauseFields } from '../parts/clause-fields.ts';
import {
  buttonClass,
  type Choice,
  checkField,
  errorSummary,
  type FieldError,
  postForm,
  radioField,
  selectField,
  textField,
} from '../parts/form.ts';
import type { PartyRef } from '../parts/party.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type Reach, reachWords } from './agreement-page.ts';

/** What was typed so far. Dates are as the browser sends them: YYYY-MM-DD, taken as UTC. */
export interface ProposalValues {
  readonly title: string;
  readonly form: AgreementTerms['form'];
  readonly centre: string;
  readonly parties: readonly string[];
  readonly start: string;
  readonly end: string;
  readonly supersedes: string;
  readonly clauses: readonly ClauseValues[];
}

/**
 * POST /agreements/new: title, form, centre, party (repeated), start, end, supersedes, clauses (their
 * number), the fields of each clause (parts/clause-fields.ts), step, csrf. step: add-clause |
 * drop-clause (drops the last) | review | change | propose. The title is in the reader's language.
 */
export interface ProposeView {
  /** Every party that may be named, ourselves included and marked. */
  readonly parties: readonly PartyRef[];
  readonly self: string;
  /** Agreements that may be superseded. */
  readonly agreements: readonly { readonly id: string; readonly title: string }[];
  readonly values: ProposalValues;
  readonly errors: readonly FieldError[];
  /** Present when the values are whole: the page shows the consequence and asks once more. */
  readonly review?: { readonly clauses: readonly Clause[]; readonly reach: Reach };
}

const section = (title: Html, content: Html): Html => html`<section class="step"><h2>${title}</h2>${content}</section>`;
const button = (step: string, shown: Html, style?: 'quiet'): Html =>
  html`<button class="${buttonClass(style)}" name="step" value="${step}">${shown}</button> `;

function whoFields(reader: Reader, view: ProposeView): Html {
  const { t } = words(reader);
  const { values, errors } = view;
  const others: Choice[] = view.parties
    .filter(({ id }) => id !== view.self)
    .map(({ id, name }) => ({ value: id, label: html`<bdi>${name}</bdi>` }));
  const centres = [
    { value: '', label: t('propose.no-centre') },
    ...view.parties.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return html`${radioField(reader, { name: 'form', label: t('agreement.form'), value: values.form, errors, choices: agreementForms.map((form) => ({ value: form, label: t(`agreement.form.${form}`), hint: t(`agreement.form.${form}.means`) })) })}
${checkField(reader, { name: 'party', label: t('propose.with'), hint: t('propose.with-hint'), errors, choices: others, values: values.parties })}
${selectField(reader, { name: 'centre', label: t('agreement.centre'), hint: t('propose.centre-hint'), value: values.centre, errors, choices: centres })}`;
}

function nameFields(reader: Reader, view: ProposeView): Html {
  const { t } = words(reader);
  const { values, errors } = view;
  const none = { value: '', label: t('propose.supersedes-none') };
  return html`${textField(reader, { name: 'title', label: t('agreement.title'), hint: t('propose.title-hint', { language: ownNames[reader.language] }), value: values.title, errors })}
${textField(reader, { name: 'start', label: t('propose.start'), hint: t('propose.date-hint'), type: 'date', value: values.start, errors })}
${textField(reader, { name: 'end', label: t('propose.end'), hint: t('propose.end-hint'), type: 'date', value: values.end, errors })}
${selectField(reader, { name: 'supersedes', label: t('agreement.supersedes'), value: values.supersedes, errors, choices: [none, ...view.agreements.map(({ id, title }) => ({ value: id, label: title }))] })}`;
}

function editForm(reader: Reader, view: ProposeView): Html {
  const { t } = words(reader);
  const { values } = view;
  const clauses = values.clauses.map((clause, index) =>
    section(
      t('clause.number', { n: index + 1 }),
      clauseFields(reader, { clause, n: index + 1, parties: view.parties, errors: view.errors }),
    ),
  );
  const content = html`${section(t('propose.who'), whoFields(reader, view))}
${section(t('propose.name'), nameFields(reader, view))}
<input type="hidden" name="clauses" value="${values.clauses.length}">
${clauses}
<p>${button('add-clause', t('propose.add-clause'), 'quiet')}${values.clauses.length > 1 && button('drop-clause', t('propose.drop-clause'), 'quiet')}</p>
<p>${button('review', t('propose.review'))}</p>`;
  return html`<p class="lead">${t('propose.lead')}</p>${postForm(reader, { action: '/agreements/new', content })}`;
}

const hidden = (name: string, value: string): Html => html`<input type="hidden" name="${name}" value="${value}">`;

/** All values again, so that the review needs no store. */
function carried(values: ProposalValues): Html[] {
  const clauses = values.clauses.flatMap((clause, index) =>
    Object.entries(clause).flatMap(([name, value]) =>
      [value].flat().map((one) => hidden(`clause-${index + 1}-${name}`, one)),
    ),
  );
  const { clauses: _clauses, parties, ...texts } = values;
  return [
    ...Object.entries(texts).map(([name, value]) => hidden(name, value)),
    ...parties.map((id) => hidden('party', id)),
    hidden('clauses', String(values.clauses.length)),
    ...clauses,
  ];
}

function reviewForm(reader: Reader, view: ProposeView, review: NonNullable<ProposeView['review']>): Html {
  const { t } = words(reader);
  const clauses = review.clauses.map(
    (clause) =>
      html`<li><h3>${t('clause.number', { n: clause.n })}</h3>${clauseWords(reader, clause, view.parties)}</li>`,
  );
  const content = html`${carried(view.values)}<p>${button('propose', t('propose.do'))}${button('change', t('propose.change'), 'quiet')}</p>`;
  return html`<p class="lead">${t('propose.review-lead')}</p>
<h2>${t('agreement.says')}</h2><ol class="clauses">${clauses}</ol>
<section class="turn"><h2>${t('propose.consequence')}</h2>${reachWords(reader, review.reach)}<p>${t('propose.means')}</p>
${postForm(reader, { action: '/agreements/new', content })}</section>`;
}

export function proposePage(view: ProposeView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    trail: html`<a href="/agreements">${t('nav.agreements')}</a>`,
    title: t('nav.propose'),
    tab: plain('nav.propose'),
    main: html`${errorSummary(reader, view.errors)}${view.review === undefined ? editForm(reader, view) : reviewForm(reader, view, view.review)}`,
  });
}
