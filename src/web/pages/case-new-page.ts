import type { ActRule, Procedure, Role } from '#protocol/case/procedure.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { bdi, type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { page } from '../page.ts';
import { caseName, plainCaseName } from '../parts/case-words.ts';
import { errorSummary, type FieldError, postForm, proseArea, selectField, textField } from '../parts/form.ts';
import { partFields, partLabels } from '../parts/part-fields.ts';
import { type PartyRef, partyNames } from '../parts/party.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** What a form says, as it was typed. `role-<party>` is '' for a party that takes no part. */
export interface CaseNewValues {
  readonly label: string;
  readonly title: string;
  readonly words: string;
  /** The first words by parts, where their act has parts. */
  readonly parts: Readonly<Record<string, string>>;
  readonly ourRole: string;
  readonly roles: Readonly<Record<string, string>>;
}

/** What opening would do. `checked` names the form that this follows from. */
export interface OpeningConsequence {
  readonly invited: readonly PartyRef[];
  readonly refused: readonly PartyRef[];
  readonly quorum: { readonly count: number; readonly all: number };
  readonly state: string;
  readonly checked: string;
}

/** GET /cases/new and POST of it: `procedure`. */
export interface CaseNewView {
  readonly procedures: readonly Procedure[];
  /** Absent while none is chosen. */
  readonly chosen?: Procedure;
  /** The act of the first words, if the procedure begins with words of the opener. */
  readonly first?: ActRule;
  readonly partners: readonly PartyRef[];
  readonly values: CaseNewValues;
  readonly errors: readonly FieldError[];
  readonly consequence?: OpeningConsequence;
}

function chooseProcedure(reader: Reader, { procedures }: CaseNewView): Html {
  const { t } = words(reader);
  const items = procedures.map(
    ({ id }) =>
      html`<li><h3><a href="${link('/cases/new', { procedure: id })}">${caseName(reader, id, 'name')}</a></h3><p>${caseName(reader, id, 'about')}</p></li>`,
  );
  return html`<h2>${t('cases.procedure')}</h2><ul class="plain">${items}</ul>`;
}

const roleChoices = (reader: Reader, procedure: string, roles: readonly Role[]) =>
  roles.map(({ key }) => ({ value: key, label: caseName(reader, procedure, `role.${key}`) }));

function whoTakesPart(reader: Reader, chosen: Procedure, { partners, values, errors }: CaseNewView): Html {
  const { t } = words(reader);
  const offered = roleChoices(reader, chosen.id, chosen.roles);
  const needs = chosen.roles.map(
    ({ key, least, most }) =>
      html`<li>${t('cases.role-needs', { role: caseName(reader, chosen.id, `role.${key}`), least, most })}</li>`,
  );
  const none = { value: '', label: t('cases.no-part') };
  const each = partners.map(({ id, name }) =>
    selectField(reader, {
      name: `role-${id}`,
      label: bdi(name),
      value: values.roles[id] ?? '',
      errors,
      choices: [none, ...offered],
    }),
  );
  return html`<h2 id="f-roles">${t('cases.who')}</h2><ul class="duties">${needs}</ul>
${selectField(reader, { name: 'our-role', label: t('cases.our-role'), value: values.ourRole, errors, choices: offered })}${each}`;
}

function showConsequence(reader: Reader, procedure: string, view: OpeningConsequence): Html {
  const { t } = words(reader);
  const { invited, refused, quorum, state } = view;
  if (refused.length > 0)
    return html`<div class="turn grave"><p>${t('cases.refused', { parties: partyNames(reader, refused) })}</p></div>`;
  const lines = [
    t('cases.invites', { parties: partyNames(reader, invited) }),
    t('cases.quorum', quorum),
    quorum.count === quorum.all && t('cases.no-witness'),
    t('cases.begins', { state: caseName(reader, procedure, `state.${state}`) }),
    t('cases.signed'),
  ].filter((line) => line !== false);
  return html`<div class="turn"><h2>${t('cases.does')}</h2><ul>${lines.map((line) => html`<li>${line}</li>`)}</ul><button class="button" name="step" value="open">${t('cases.sign')}</button></div>`;
}

/** What the opener says first: one text, or its parts. Nothing of it need be said now. */
function firstWords(reader: Reader, procedure: string, first: ActRule, { values, errors }: CaseNewView): Html {
  const { t, gap } = words(reader);
  const label = t('line.named', { name: caseName(reader, procedure, `act.${first.key}`), value: t('cases.words') });
  const hint = html`${t('cases.words-ask')}${gap}${t('cases.words-first')}${gap}${t('cases.words-optional')}`;
  if (first.parts.length === 0) return proseArea(reader, { name: 'words', label, hint, value: values.words, errors });
  const parts = partFields(reader, { procedure, parts: first.parts, asked: [], values: values.parts, errors });
  return html`<fieldset><legend>${label}</legend><p class="hint">${hint}</p>${parts}</fieldset>`;
}

function openingForm(reader: Reader, chosen: Procedure, view: CaseNewView): Html {
  const { t, gap } = words(reader);
  const { partners, values, errors, consequence, first } = view;
  if (partners.length === 0) return html`<p>${t('cases.no-partners')} <a href="/parties">${t('nav.parties')}</a></p>`;
  const levels = tlpLevels.map((level) => ({ value: level, label: `TLP:${level.toUpperCase()}` }));
  return postForm(reader, {
    action: '/cases/new',
    content: html`<input type="hidden" name="procedure" value="${chosen.id}"><input type="hidden" name="checked" value="${consequence?.checked}">
${whoTakesPart(reader, chosen, view)}
${textField(reader, { name: 'title', label: t('cases.title'), hint: html`${t('cases.title-hint')}${gap}${t('cases.words-optional')}`, value: values.title, errors })}
${first !== undefined && firstWords(reader, chosen.id, first, view)}
${selectField(reader, { name: 'label', label: t('cases.label'), value: values.label, errors, choices: levels })}
${consequence !== undefined && showConsequence(reader, chosen.id, consequence)}
<p><button class="button${consequence !== undefined && ' quiet'}" name="step" value="review">${t('cases.review')}</button></p>`,
  });
}

/** Opening a case: the procedure, who takes part, the label and the first words; then what it does. */
export function caseNewPage(view: CaseNewView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { chosen, first, errors } = view;
  const trail = html`<a href="/cases">${t('nav.cases')}</a>`;
  if (chosen === undefined)
    return page(reader, {
      title: t('cases.open-new'),
      tab: plain('cases.open-new'),
      trail,
      main: html`<p class="lead">${t('cases.new-lead')}</p>${chooseProcedure(reader, view)}`,
    });
  const labels = partLabels(reader, { procedure: chosen.id, parts: first?.parts ?? [], asked: [] });
  return page(reader, {
    title: t('line.named', { name: t('cases.open-new'), value: caseName(reader, chosen.id, 'name') }),
    tab: plainCaseName(reader, chosen.id, 'name'),
    trail: html`${trail} / <a href="/cases/new">${t('cases.open-new')}</a>`,
    main: html`${errorSummary(reader, errors, labels)}<p class="lead">${caseName(reader, chosen.id, 'about')}</p>${openingForm(reader, chosen, view)}`,
  });
}
