import { contactAreas, contactTasks, contactWays } from '#desks/stability/contact-card.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { type Html, html } from '../html.ts';
import { type Language, languages, ownNames } from '../language.ts';
import { page } from '../page.ts';
import {
  checkField,
  errorSummary,
  type FieldError,
  postForm,
  radioField,
  selectField,
  textArea,
  textField,
} from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { zones } from '../parts/zone-menu.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Weekly hours that a form offers; any other can be stated on the command line. */
export const hourChoices = ['always', 'mon-fri', 'sun-thu', 'daily'] as const;

/** The form as it was typed. */
export interface ContactFormValues {
  readonly area: string;
  readonly titles: Readonly<Record<Language, string>>;
  readonly ways: Readonly<Record<(typeof contactWays)[number], string>>;
  readonly languages: string;
  readonly zone: string;
  readonly hours: string;
  readonly from: string;
  readonly to: string;
  readonly takes: readonly string[];
  readonly deputies: string;
  readonly roster: string;
  readonly until: string;
  readonly label: string;
}

/** GET and POST /contacts/new. */
export interface ContactFormView {
  /** Id of the card that it changes; absent for a new one. */
  readonly of?: string;
  readonly values: ContactFormValues;
  readonly errors: readonly FieldError[];
  /** Whom it would reach, once it was looked at. */
  readonly consequence?: { readonly reached: readonly PartyRef[]; readonly checked: string };
}

const titleField = (reader: Reader, { values, errors }: ContactFormView, language: Language): Html =>
  textField(reader, {
    name: `title-${language}`,
    label: html`${words(reader).t('contact.form.title')} (${ownNames[language]})`,
    ...(language === reader.language ? { hint: words(reader).t('contact.form.title-hint') } : {}),
    value: values.titles[language],
    errors,
  });

function whoFields(reader: Reader, view: ContactFormView): Html {
  const { t } = words(reader);
  const { values, errors } = view;
  const others = languages.filter((language) => language !== reader.language);
  return html`${radioField(reader, {
    name: 'area',
    label: t('contact.form.area'),
    value: values.area,
    errors,
    choices: contactAreas.map((value) => ({ value, label: t(`contact.area.${value}`) })),
  })}${titleField(reader, view, reader.language)}
<details><summary>${t('contact.form.more-languages')}</summary>${others.map((language) => titleField(reader, view, language))}</details>
${contactWays.map((kind) =>
  textField(reader, {
    name: `way-${kind}`,
    label: t(`contact.way.${kind}`),
    value: values.ways[kind],
    errors,
    dir: 'ltr',
  }),
)}${checkField(reader, {
  name: 'takes',
  label: t('contact.takes'),
  values: values.takes,
  errors,
  choices: contactTasks.map((value) => ({ value, label: t(`contact.takes.${value}`) })),
})}${textField(reader, {
  name: 'languages',
  label: t('contact.languages'),
  hint: t('contact.form.languages-hint'),
  value: values.languages,
  errors,
  dir: 'ltr',
})}`;
}

function whenFields(reader: Reader, { values, errors }: ContactFormView): Html {
  const { t } = words(reader);
  const offered = values.zone === '' || zones.includes(values.zone) ? zones : [values.zone, ...zones];
  const time = (name: 'from' | 'to'): Html =>
    textField(reader, { name, label: t(`contact.form.${name}`), value: values[name], errors, dir: 'ltr' });
  return html`${radioField(reader, {
    name: 'hours',
    label: t('contact.hours'),
    value: values.hours,
    errors,
    choices: hourChoices.map((value) => ({ value, label: t(`contact.hours.${value}`) })),
  })}${time('from')}${time('to')}${selectField(reader, {
    name: 'zone',
    label: t('footer.zone'),
    value: values.zone,
    errors,
    choices: offered.map((value) => ({ value, label: value })),
  })}${textArea(reader, { name: 'deputies', label: t('contact.deputies'), hint: t('contact.form.deputies-hint'), value: values.deputies, errors })}
${textArea(reader, { name: 'roster', label: t('contact.roster'), hint: t('contact.form.roster-hint'), value: values.roster, errors })}
${textField(reader, { name: 'until', label: t('contact.until'), hint: t('contact.form.until-hint'), value: values.until, errors, dir: 'ltr' })}
${selectField(reader, {
  name: 'label',
  label: t('contact.form.label'),
  value: values.label,
  errors,
  choices: tlpLevels.map((value) => ({ value, label: `TLP:${value.toUpperCase()}` })),
})}`;
}

function consequenceOf(reader: Reader, { consequence }: ContactFormView): Html | false {
  const { t } = words(reader);
  if (consequence === undefined) return false;
  const { reached, checked } = consequence;
  const whom = html`<ul>${reached.map((one) => html`<li>${partyLink(one)}</li>`)}</ul>`;
  return html`<section class="turn" role="status"><h2>${t('contact.reach', { count: reached.length })}</h2>
${reached.length > 0 ? whom : html`<p>${t('contact.reach-nobody')}</p>`}
<input type="hidden" name="checked" value="${checked}"><p><button class="button" name="step" value="state">${t('contact.state-it')}</button></p></section>`;
}

/** Stating a card of our own: first whom it reaches, then the act. Spec: CNT-1, CNT-3. */
export function contactFormPage(view: ContactFormView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { of, consequence } = view;
  const look = html`<p><button class="button${consequence !== undefined && ' quiet'}" name="step" value="check">${t('contact.check')}</button></p>`;
  const withdraw = html`<p><button class="button grave" name="step" value="withdraw">${t('contact.withdraw')}</button></p>`;
  const title = of === undefined ? 'contact.new' : 'contact.change';
  return page(reader, {
    trail: html`<a href="/contacts">${t('contact.title')}</a>`,
    title: t(title),
    tab: plain(title),
    main: html`${errorSummary(reader, view.errors)}<p class="lead">${t('contact.form.lead')}</p>
${postForm(reader, {
  action: '/contacts/new',
  content: html`${of !== undefined && html`<input type="hidden" name="of" value="${of}">`}${consequenceOf(reader, view)}
${whoFields(reader, view)}${whenFields(reader, view)}${look}${of !== undefined && withdraw}`,
})}`,
  });
}
