import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { type ActFields, actFields } from '../parts/act-fields.ts';
import { actReview, type ReadValues, typedAgain } from '../parts/act-review.ts';
import { type AnsweredView, caseAnswered } from '../parts/case-answered.ts';
import { consequences, type PlannedAct } from '../parts/case-consequence.ts';
import { costOf } from '../parts/case-ladder.ts';
import {
  aboutWords,
  type CaseRef,
  caseLink,
  caseName,
  caseTitle,
  type ItemRef,
  plainCaseName,
} from '../parts/case-words.ts';
import { errorSummary, postForm } from '../parts/form.ts';
import { partyNames } from '../parts/party.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET and POST /cases/:id/acts/:act: `about`, `item`. */
export interface CaseActView extends CaseRef, PlannedAct, ActFields {
  readonly procedure: string;
  readonly self: string;
  readonly item?: ItemRef;
  /** Names where its machine stands, as it is shown. Spec: CPG-9. */
  readonly standing: string;
  /** Shown for what takes several parties. Spec: CPG-9. */
  readonly answered?: AnsweredView;
  /** Before this it would have no effect, Unix seconds. */
  readonly notBefore?: number;
  /** What will be signed, once it was typed without fault. `checked` names it, so that nothing else is signed. Spec: CPG-6. */
  readonly review?: { readonly read: ReadValues; readonly checked: string };
}

const fewParties = 5;

/** What the act will do, before it is done. Spec: CPG-2. */
function consequence(reader: Reader, view: CaseActView): Html {
  const { t } = words(reader);
  const { procedure, rule, others, notBefore } = view;
  const reach =
    others.length <= fewParties
      ? t('cases.reaches', { parties: partyNames(reader, others) })
      : t('cases.reaches-count', { count: others.length });
  const lines = [
    reach,
    ...consequences(reader, view),
    notBefore === undefined ? undefined : t('said.not-before', { moment: moment(reader, notBefore) }),
    rule.withheld === undefined
      ? undefined
      : t('said.withholds', { state: caseName(reader, procedure, `state.${rule.withheld.until}`) }),
    costOf(reader, procedure, rule),
    t('cases.signed'),
  ].filter((line) => line !== undefined);
  const grave = rule.isIrreversible && html`<p class="no">${t('cases.irreversible')}</p>`;
  return html`<div class="${rule.isIrreversible ? 'turn grave' : 'turn'}"><h2>${t('cases.does')}</h2>${grave}<ul>${lines.map((line) => html`<li>${line}</li>`)}</ul></div>`;
}

/** A page may be older than the choice of another zone, and than what others have done since. Spec: CPG-5, CPG-9. */
const always = (reader: Reader, { about, item, standing }: CaseActView): Html =>
  html`${about !== undefined && html`<input type="hidden" name="about" value="${about.id}">`}${item !== undefined && html`<input type="hidden" name="item" value="${item.id}">`}<input type="hidden" name="zone" value="${reader.timeZone}"><input type="hidden" name="standing" value="${standing}">`;

const action = ({ id, rule }: CaseActView): string => `/cases/${id}/acts/${rule.key}`;

function typing(reader: Reader, view: CaseActView): Html {
  const { isIrreversible } = view.rule;
  return postForm(reader, {
    action: action(view),
    content: html`${always(reader, view)}${actFields(reader, view)}${consequence(reader, view)}`,
    submit: isIrreversible ? 'cases.show-signed' : 'cases.sign',
    upload: view.rule.words !== 'none',
  });
}

/** What cannot be taken back is read once more, as it will be signed. Spec: CPG-6. */
function checking(reader: Reader, view: CaseActView, { read, checked }: NonNullable<CaseActView['review']>): Html {
  const { t } = words(reader);
  const content = html`${always(reader, view)}${typedAgain(view)}<input type="hidden" name="checked" value="${checked}">
${actReview(reader, view, read)}${caseAnswered(reader, view)}${consequence(reader, view)}
<p><button class="button grave" name="step" value="sign">${t('cases.sign-final')}</button> <button class="button quiet" name="step" value="edit">${t('cases.edit')}</button></p>`;
  return html`<p class="lead">${t('cases.check-lead')}</p>${postForm(reader, { action: action(view), content })}`;
}

/** One act: what it does, what it must say, and the signature. */
export function caseActPage(view: CaseActView, reader: Reader): Html {
  const { t } = words(reader);
  const { procedure, rule, errors, review, item } = view;
  const name = caseName(reader, procedure, `act.${rule.key}`);
  return page(reader, {
    title: review === undefined ? name : t('line.named', { name: t('cases.check'), value: name }),
    tab: plainCaseName(reader, procedure, `act.${rule.key}`),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    main:
      review === undefined
        ? html`${errorSummary(reader, errors)}<p class="lead">${caseTitle(reader, view)}${aboutWords(undefined, item)}</p>${caseAnswered(reader, view)}${typing(reader, view)}`
        : checking(reader, view, review),
  });
}
