import { type PartyKind, partyKinds } from '#protocol/identity/key-history.ts';
import { type Tlp, tlpLevels } from '#protocol/record/label.ts';
import { bdi, type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { errorSummary, type FieldError, postForm, radioField, selectField, textField } from '../parts/form.ts';
import type { PartyRef } from '../parts/party.ts';
import { summaryList } from '../parts/summary.ts';
import { tlp } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { constituentLink } from './constituency-page.ts';

/** What was typed. `partner`: the id of one with a server, or empty for one without. */
export interface EnrolValues {
  readonly partner: string;
  readonly name: string;
  readonly kind: PartyKind;
  readonly ceiling: Tlp;
  readonly years: string;
  readonly account: string;
}

/** GET and POST /constituency/enrol. */
export interface EnrolView {
  readonly values: EnrolValues;
  /** Partners with a server that are not enrolled. */
  readonly partners: readonly PartyRef[];
  readonly errors: readonly FieldError[];
  /** Shown on the page that answers the POST, and never again. */
  readonly created?: {
    readonly party: PartyRef;
    readonly account?: { readonly name: string; readonly password: string };
    /** Where its people sign in. */
    readonly url: string;
  };
}

const levels = tlpLevels.filter((level) => level !== 'red');

function invitation(reader: Reader, { created }: EnrolView): Html | '' {
  if (created === undefined) return '';
  const { t } = words(reader);
  const { party, account, url } = created;
  if (account === undefined)
    return html`<section class="turn" role="status"><h2>${t('enrol.done', { name: party.name })}</h2><p>${t('enrol.done-partner')} ${constituentLink(party)}</p></section>`;
  return html`<section class="turn" role="status"><h2>${t('enrol.done', { name: party.name })}</h2>
<p><strong>${t('accounts.once')}</strong></p>
<p>${t('enrol.invitation', { name: party.name, party: reader.party })}</p>
${summaryList([
  [t('enrol.address'), html`<code class="hash" dir="ltr">${url}/sign-in</code>`],
  [t('sign-in.name'), bdi(account.name)],
  [t('sign-in.password'), html`<code class="hash" dir="ltr">${account.password}</code>`],
])}<p>${t('enrol.next')}</p><p>${constituentLink(party)}</p></section>`;
}

function fields(reader: Reader, { values, partners, errors }: EnrolView): Html {
  const { t } = words(reader);
  const without = { value: '', label: t('constituency.without-server') };
  return html`${selectField(reader, { name: 'partner', label: t('constituency.server'), hint: t('enrol.server-hint'), value: values.partner, errors, choices: [without, ...partners.map(({ id, name }) => ({ value: id, label: name }))] })}
${textField(reader, { name: 'name', label: t('enrol.name'), hint: t('enrol.name-hint'), value: values.name, errors })}
${selectField(reader, { name: 'kind', label: t('party.kind'), value: values.kind, errors, choices: partyKinds.map((kind) => ({ value: kind, label: t(`party.kind.${kind}`) })) })}
${radioField(reader, { name: 'ceiling', label: t('enrol.ceiling'), hint: t('enrol.ceiling-hint'), value: values.ceiling, errors, choices: levels.map((level) => ({ value: level, label: tlp(level), hint: t(`tlp.${level}`) })) })}
${textField(reader, { name: 'years', label: t('enrol.years'), value: values.years, errors, dir: 'ltr' })}
${textField(reader, { name: 'account', label: t('enrol.account'), hint: t('accounts.name-hint'), value: values.account, errors, dir: 'ltr' })}`;
}

/** Enrolling an organisation: what will happen stands above the form. */
export function enrolPage(view: EnrolView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    trail: html`<a href="/constituency">${t('constituency.title')}</a>`,
    title: t('constituency.enrol'),
    tab: plain('constituency.enrol'),
    main: html`${errorSummary(reader, view.errors)}${invitation(reader, view)}
<p class="lead">${t('enrol.lead')}</p>
${postForm(reader, { action: '/constituency/enrol', content: fields(reader, view), submit: 'constituency.enrol' })}`,
  });
}
