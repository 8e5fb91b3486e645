import { type NoticeLanguage, noticeLanguages } from '#desks/infrastructure/notice.ts';
import { sectors } from '#desks/infrastructure/sector.ts';
import { urgencies } from '#desks/infrastructure/urgency.ts';
import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import { langTag, ownNames } from '../language.ts';
import { moment, span } from '../moment.ts';
import { page } from '../page.ts';
import { sectorName } from '../parts/concern.ts';
import {
  checkField,
  errorSummary,
  type FieldError,
  postForm,
  proseArea,
  radioField,
  selectField,
  textArea,
  textField,
} from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { type AgreementRef, type ReasonView, reasonWords } from '../parts/reasons.ts';
import { tlp } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** What was typed, as it was typed. */
export interface NoticeFormValues {
  readonly urgency: string;
  /** Title, body and steps (one a line) by language. */
  readonly texts: Readonly<
    Record<NoticeLanguage, { readonly title: string; readonly body: string; readonly steps: string }>
  >;
  /** 'all', 'sector', 'product', 'named', or the id of an agreement. */
  readonly audience: string;
  readonly named: readonly string[];
  readonly sector: string;
  readonly product: string;
  readonly label: string;
  /** Seconds; '0' asks for no acknowledgement. */
  readonly within: string;
  readonly valid: string;
  readonly records: string;
}

/** Whom it would reach, and whom not, because of what. */
export interface Consequence {
  readonly reached: readonly PartyRef[];
  readonly missed: readonly { readonly party: PartyRef; readonly reason?: ReasonView }[];
  readonly by?: number;
  /** The label waits for a releaser. */
  readonly waits: boolean;
  readonly mayApprove: boolean;
  /** Names the form that was looked at: another one is looked at again. */
  readonly checked: string;
}

/** GET and POST /notices/new: `of` (id of a notice of which this is the next version). */
export interface NoticeFormView {
  readonly values: NoticeFormValues;
  readonly of?: string;
  readonly partners: readonly PartyRef[];
  readonly agreements: readonly AgreementRef[];
  /** Whether organisations are enrolled here, so that sectors and products can be chosen. */
  readonly hasConstituents: boolean;
  readonly errors: readonly FieldError[];
  readonly consequence?: Consequence;
}

/** Times that can be chosen for an acknowledgement, in seconds. */
export const withinChoices = [1800, 3600, 7200, 14_400, 28_800, 86_400, 172_800] as const;
/** Times for which a notice can be valid, in seconds. */
export const validChoices = [86_400, 259_200, 604_800, 2_592_000] as const;

function languageFields(reader: Reader, lang: NoticeLanguage, { values, errors }: NoticeFormView): Html {
  const { t } = words(reader);
  const { title, body, steps } = values.texts[lang];
  return html`<div lang="${langTag(reader.language)}">
${textField(reader, { name: `title-${lang}`, label: t('warn.form.title'), value: title, errors })}
${proseArea(reader, { name: `body-${lang}`, label: t('warn.form.body'), value: body, errors })}
${proseArea(reader, { name: `steps-${lang}`, label: t('warn.form.steps'), hint: t('warn.form.steps-hint'), value: steps, errors })}</div>`;
}

function otherLanguages(reader: Reader, view: NoticeFormView): Html {
  const { t } = words(reader);
  const others = noticeLanguages.filter((lang) => lang !== reader.language);
  const filled = (lang: NoticeLanguage): boolean =>
    Object.values(view.values.texts[lang]).some((text) => text !== '') ||
    view.errors.some(({ field }) => field.endsWith(`-${lang}`));
  const blocks = others.map(
    (lang) =>
      html`<details${filled(lang) && html` open`}><summary lang="${langTag(lang)}">${ownNames[lang]}</summary>${languageFields(reader, lang, view)}</details>`,
  );
  return html`<fieldset class="field"><legend>${t('warn.form.languages')}</legend><p class="hint">${t('warn.form.languages-hint')}</p>${blocks}</fieldset>`;
}

function audienceFields(
  reader: Reader,
  { values, agreements, partners, errors, hasConstituents }: NoticeFormView,
): Html {
  const { t } = words(reader);
  const enrolled = [
    { value: 'sector', label: t('warn.audience.sector') },
    { value: 'product', label: t('warn.audience.product') },
  ];
  const choices = [
    { value: 'all', label: t('warn.audience.all') },
    ...agreements.map(({ id, title }) => ({ value: id, label: t('warn.audience.agreement', { agreement: title }) })),
    ...(hasConstituents ? enrolled : []),
    { value: 'named', label: t('warn.audience.named') },
  ];
  const named = partners.map(({ id, name }) => ({ value: id, label: html`<bdi>${name}</bdi>` }));
  return html`${radioField(reader, { name: 'audience', label: t('warn.audience'), value: values.audience, errors, choices })}
<details${values.audience === 'named' && html` open`}><summary>${t('warn.audience.names')}</summary>${checkField(reader, { name: 'named', label: t('warn.audience.named'), hint: t('warn.audience.hint'), values: values.named, errors, choices: named })}</details>${hasConstituents && constituencyFields(reader, values, errors)}`;
}

/** Which sector, and which product, for those two choices. */
function constituencyFields(reader: Reader, values: NoticeFormValues, errors: readonly FieldError[]): Html {
  const { t } = words(reader);
  const choices = sectors.map((sector) => ({ value: sector, label: sectorName(reader, sector) }));
  const isChosen = values.audience === 'sector' || values.audience === 'product';
  return html`<details${isChosen && html` open`}><summary>${t('warn.audience.which-of')}</summary>${selectField(reader, { name: 'sector', label: t('warn.audience.which-sector'), value: values.sector, errors, choices: [{ value: '', label: '–' }, ...choices] })}
${textField(reader, { name: 'product', label: t('warn.audience.which-product'), value: values.product, errors })}</details>`;
}

function termFields(reader: Reader, { values, errors }: NoticeFormView): Html {
  const { t } = words(reader);
  const spans = (seconds: readonly number[]) =>
    seconds.map((one) => ({ value: String(one), label: span(reader, one) }));
  return html`${selectField(reader, { name: 'within', label: t('warn.form.within'), hint: t('warn.form.within-hint'), value: values.within, errors, choices: [...spans(withinChoices), { value: '0', label: t('warn.no-answer') }] })}
${selectField(reader, { name: 'valid', label: t('warn.form.valid'), value: values.valid, errors, choices: spans(validChoices) })}`;
}

function fields(reader: Reader, view: NoticeFormView): Html {
  const { t } = words(reader);
  const { values, errors } = view;
  const levels = tlpLevels.map((level: Tlp) => ({ value: level, label: tlp(level), hint: t(`tlp.${level}`) }));
  const pressing = urgencies.map((urgency) => ({
    value: urgency,
    label: t(`warn.urgency.${urgency}`),
    hint: t(`warn.urgency.${urgency}.means`),
  }));
  return html`${radioField(reader, { name: 'urgency', label: t('warn.urgency'), value: values.urgency, errors, choices: pressing })}
${languageFields(reader, reader.language, view)}
${otherLanguages(reader, view)}
${audienceFields(reader, view)}
${radioField(reader, { name: 'label', label: t('warn.label'), value: values.label, errors, choices: levels })}
${termFields(reader, view)}
${textArea(reader, { name: 'records', label: t('warn.records'), hint: t('warn.form.records-hint'), value: values.records, errors })}`;
}

function consequenceOf(reader: Reader, view: NoticeFormView): Html | '' {
  const { consequence } = view;
  if (consequence === undefined) return '';
  const { t } = words(reader);
  const { reached, missed, waits, mayApprove, by } = consequence;
  const whom = reached.map((party) => html`<li>${partyLink(party)}</li>`);
  const without = missed.map(
    ({ party, reason }) =>
      html`<li>${reason === undefined ? partyLink(party) : t('line.named', { name: partyLink(party), value: reasonWords(reader, reason) })}</li>`,
  );
  const sends = waits && mayApprove ? t('warn.send-approve') : t('warn.send');
  return html`<section class="turn" role="status"><h2>${t('warn.reach', { count: reached.length })}</h2>
${whom.length > 0 && html`<details><summary>${t('warn.reach-whom')}</summary><ul>${whom}</ul></details>`}
${without.length > 0 && html`<p class="no">${t('warn.missed', { count: missed.length })}</p><ul>${without}</ul>`}
${by !== undefined && html`<p>${t('line.named', { name: t('warn.answer-by'), value: moment(reader, by) })}</p>`}
<p>${t(waits ? (mayApprove ? 'warn.you-approve' : 'warn.will-wait') : 'warn.goes-now')}</p>
<input type="hidden" name="checked" value="${consequence.checked}">
<p><button class="button" name="step" value="send">${sends}</button></p></section>`;
}

export function noticeFormPage(view: NoticeFormView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const title = view.of === undefined ? 'warn.new' : 'warn.new-version';
  const content = html`${view.of !== undefined && html`<input type="hidden" name="of" value="${view.of}">`}
${consequenceOf(reader, view)}
${fields(reader, view)}
<p><button class="button${view.consequence !== undefined && ' quiet'}" name="step" value="check">${t('warn.check')}</button></p>`;
  return page(reader, {
    trail: html`<a href="/notices">${t('warn.title')}</a>`,
    title: t(title),
    tab: plain(title),
    main: html`${errorSummary(reader, view.errors)}<p class="lead">${t('warn.form.lead')}</p>
${postForm(reader, { action: '/notices/new', content })}`,
  });
}
