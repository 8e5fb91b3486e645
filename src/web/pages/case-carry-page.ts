import { bdi, type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { type StatedView, statedWords } from '../parts/case-linked.ts';
import { type CaseRef, caseLink, caseName, caseTitle, plainCaseName } from '../parts/case-words.ts';
import { errorSummary, type FieldError, postForm, proseArea, radioField } from '../parts/form.ts';
import { partyNames } from '../parts/party.ts';
import { type LabelView, label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** An act that another case on this server has released. */
export interface CarriableView {
  /** What the form sends: the case and the place of the act. */
  readonly value: string;
  readonly case: CaseRef;
  readonly title: string;
  readonly label: LabelView;
}

/** GET and POST /cases/:id/carry/:act. */
export interface CaseCarryView extends CaseRef {
  readonly act: string;
  readonly offered: readonly CarriableView[];
  readonly values: { readonly source: string; readonly words: string };
  readonly errors: readonly FieldError[];
  /** What will be carried, once it was found in order. */
  readonly review?: { readonly stated: StatedView; readonly staged: string };
}

function choosing(reader: Reader, view: CaseCarryView): Html {
  const { t } = words(reader);
  const { offered, values, errors } = view;
  const choices = offered.map((one) => ({
    value: one.value,
    label: html`${bdi(one.title)} ${label(reader, one.label)}`,
    hint: caseTitle(reader, one.case),
  }));
  const source =
    offered.length > 0
      ? radioField(reader, { name: 'source', label: t('carry.source'), value: values.source, errors, choices })
      : html`<p>${t('carry.none')}</p>`;
  return postForm(reader, {
    action: `/cases/${view.id}/carry/${view.act}`,
    content: html`${source}
<div class="field"><label for="f-files">${t('carry.file')}</label><p class="hint" id="f-files-hint">${t('carry.file-hint')}</p><input type="file" id="f-files" name="files" accept=".json" aria-describedby="f-files-hint"></div>
${proseArea(reader, { name: 'words', label: t('carry.words'), hint: t('carry.words-hint'), value: values.words, errors })}`,
    submit: 'carry.check',
    upload: true,
  });
}

/** What carrying reveals and to whom, before anything is signed. */
function checking(reader: Reader, view: CaseCarryView, review: NonNullable<CaseCarryView['review']>): Html {
  const { t } = words(reader);
  const { stated, staged } = review;
  const lines = [
    t('carry.reveals', { parties: partyNames(reader, view.others), author: bdi(stated.author.name) }),
    t('carry.cosigned', { parties: partyNames(reader, stated.cosigners) }),
    t('carry.keeps'),
    t('cases.signed'),
  ];
  const content = html`<input type="hidden" name="staged" value="${staged}"><input type="hidden" name="words" value="${view.values.words}">
${statedWords(reader, stated)}${view.values.words !== '' && html`<h2>${t('carry.words')}</h2><p class="said"><bdi>${view.values.words}</bdi></p>`}
<div class="turn grave"><h2>${t('cases.does')}</h2><p class="no">${t('cases.irreversible')}</p><ul>${lines.map((one) => html`<li>${one}</li>`)}</ul></div>
<p><button class="button grave" name="step" value="sign">${t('cases.sign')}</button> <a class="button quiet" href="/cases/${view.id}">${t('carry.back')}</a></p>`;
  return postForm(reader, { action: `/cases/${view.id}/carry/${view.act}`, content });
}

/** Carries what another case released into this one, with the proof of who stated it. Spec: LNC-7. */
export function caseCarryPage(view: CaseCarryView, reader: Reader): Html {
  const { t } = words(reader);
  const { procedure, act, errors, review } = view;
  return page(reader, {
    title: caseName(reader, procedure, `act.${act}`),
    tab: plainCaseName(reader, procedure, `act.${act}`),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    main: html`${errorSummary(reader, errors)}<p class="lead">${t('carry.lead')}</p>${
      review === undefined ? choosing(reader, view) : checking(reader, view, review)
    }`,
  });
}
