import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import type { Standing } from '#protocol/agreement/standing.ts';
import { bdi, type Html, html } from '../html.ts';
import { day } from '../moment.ts';
import { page } from '../page.ts';
import { type PartyRef, partyNames } from '../parts/party.ts';
import { standing } from '../parts/standing.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface AgreementRow {
  readonly id: string;
  readonly title: string;
  readonly form: AgreementTerms['form'];
  readonly parties: readonly PartyRef[];
  readonly standing: Standing;
  readonly signed: number;
  /** Whether it waits for our own signature. */
  readonly waitsForUs: boolean;
  /** Unix seconds. */
  readonly start: number;
  readonly end: number;
}

/** GET /agreements: standing (in-force | not-signed | …). */
export interface AgreementsView {
  readonly rows: readonly AgreementRow[];
  readonly mayPropose: boolean;
}

function rows(reader: Reader, view: AgreementsView): Html {
  const { t, plain } = words(reader);
  return table<AgreementRow>({
    caption: plain('nav.agreements'),
    rows: view.rows,
    columns: [
      {
        head: plain('agreement.title'),
        as: 'name',
        cell: (row) =>
          html`<a href="/agreements/${row.id}">${bdi(row.title)}</a><br><small>${t(`agreement.form.${row.form}`)}</small>`,
      },
      { head: plain('agreement.parties'), cell: (row) => partyNames(reader, row.parties) },
      {
        head: plain('agreement.standing'),
        cell: (row) =>
          html`${standing(reader, row.standing)}${row.waitsForUs && html`<br><a href="/agreements/${row.id}#sign">${t('agreement.waits-for-us')}</a>`}`,
      },
      {
        head: plain('agreement.signatures'),
        cell: (row) => t('agreement.signed-of', { count: row.signed, parties: row.parties.length }),
      },
      {
        head: plain('agreement.period'),
        cell: (row) => t('agreement.from-to', { start: day(reader, row.start), end: day(reader, row.end) }),
      },
    ],
  });
}

export function agreementsPage(view: AgreementsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const inForce = view.rows.filter((row) => row.standing === 'in-force').length;
  const propose = view.mayPropose ? html`<a class="button" href="/agreements/new">${t('nav.propose')}</a>` : undefined;
  return page(reader, {
    title: t('nav.agreements'),
    tab: plain('nav.agreements'),
    main: html`<p class="lead">${t('agreements.lead', { count: inForce })}</p>
${view.rows.length === 0 ? html`<p>${t('agreements.none')}</p>` : rows(reader, view)}
${propose && html`<p>${propose}</p>`}`,
    margin: marginList([[t('agreements.rule'), t('agreements.rule-text')]]),
  });
}
