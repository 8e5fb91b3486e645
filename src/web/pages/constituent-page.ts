import type { Profile } from '#desks/infrastructure/profile.ts';
import { bdi, type Html, html } from '../html.ts';
import { day, moment } from '../moment.ts';
import { page } from '../page.ts';
import { custodyMark } from '../parts/custody.ts';
import { confirmField, errorSummary, type FieldError, postForm } from '../parts/form.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { profileFacts } from '../parts/profile.ts';
import { type AgreementRef, agreementLink } from '../parts/reasons.ts';
import { recordTitle } from '../parts/record-title.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { joined } from './constituency-page.ts';

interface Reported {
  readonly title: string;
  /** Where it is held as a statement of ours; absent when it is not. */
  readonly seq?: number;
  readonly at: number;
}

/** GET /constituency/:id; POST /constituency/:id/end: confirm. Times in Unix seconds. */
export interface ConstituentView {
  readonly party: PartyRef;
  readonly profile: Profile;
  readonly contacts: readonly string[];
  readonly declaredAt?: number;
  readonly isCustodial: boolean;
  readonly isInForce: boolean;
  readonly enrolled: number;
  readonly fetched?: number;
  readonly agreements: readonly AgreementRef[];
  readonly accounts: readonly string[];
  /** What its accounts submitted, newest first. */
  readonly reports: readonly Reported[];
  readonly unanswered: number;
  readonly mayEnd: boolean;
  readonly errors: readonly FieldError[];
}

function reports(reader: Reader, view: ConstituentView): Html {
  const { t, plain } = words(reader);
  if (view.reports.length === 0) return html`<p>${t('constituent.no-reports')}</p>`;
  return html`<p class="hint">${t('constituent.reports-hint', { name: view.party.name })}</p>${table<Reported>({
    caption: plain('constituent.reports'),
    rows: view.reports,
    columns: [
      { head: plain('records.title'), as: 'name', cell: ({ title, seq }) => recordTitle(title, seq) },
      { head: plain('constituent.reported'), cell: ({ at }) => moment(reader, at) },
    ],
  })}`;
}

function ending(reader: Reader, view: ConstituentView): Html | '' {
  if (!view.mayEnd) return '';
  const { t } = words(reader);
  const content = confirmField(reader, t('constituent.end-confirm'), view.errors);
  return html`<h2>${t('constituent.end')}</h2><p>${t(view.isCustodial ? 'constituent.end-means' : 'constituent.end-partner')}</p>
${postForm(reader, { action: `/constituency/${view.party.id}/end`, content, submit: 'constituent.end', style: 'grave' })}`;
}

/** One enrolled organisation, for the centre. */
export function constituentPage(view: ConstituentView, reader: Reader): Html {
  const { t } = words(reader);
  const { party, declaredAt, fetched } = view;
  const declared =
    declaredAt === undefined
      ? html`<p>${t('constituent.nothing-declared')}</p>`
      : profileFacts(reader, view.profile, view.contacts);
  return page(reader, {
    trail: html`<a href="/constituency">${t('constituency.title')}</a>`,
    title: bdi(party.name),
    tab: party.name,
    main: html`${errorSummary(reader, view.errors)}<p class="lead">${joined(reader, view.isInForce)}</p>
${view.isCustodial && html`<p>${custodyMark(reader, reader.party)} ${t('custody.means', { party: reader.party })}</p>`}
<h2>${t('constituency.profile')}</h2><p class="hint">${t('constituent.profile-hint')}</p>${declared}
<h2>${t('constituent.reports')}</h2>${reports(reader, view)}
${ending(reader, view)}`,
    margin: html`${marginList([
      [t('constituent.enrolled'), day(reader, view.enrolled)],
      [t('constituency.fetched'), fetched === undefined ? t('record.never') : moment(reader, fetched)],
      [t('constituency.unanswered'), words(reader).number(view.unanswered)],
      [
        t('nav.accounts'),
        view.accounts.length === 0
          ? undefined
          : html`<ul class="plain">${view.accounts.map((name) => html`<li>${bdi(name)}</li>`)}</ul>`,
      ],
    ])}${marginList([
      [t('party.one'), partyLink(party)],
      [
        t('nav.agreements'),
        view.agreements.length === 0
          ? undefined
          : html`<ul class="plain">${view.agreements.map((one) => html`<li>${agreementLink(one)}</li>`)}</ul>`,
      ],
    ])}`,
  });
}
