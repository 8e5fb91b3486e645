import type { PartyKind } from '#protocol/identity/key-history.ts';
import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import { page } from '../page.ts';
import { shortHash } from '../parts/hash.ts';
import { type LinkState, linkState } from '../parts/link-state.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface PartyRow {
  readonly party: PartyRef;
  readonly kind: PartyKind;
  readonly isSelf: boolean;
  readonly link: LinkState;
  /** Agreements in force with us. */
  readonly agreements: number;
  /** Records of this party that we hold. */
  readonly held: number;
}

export interface PartiesView {
  readonly rows: readonly PartyRow[];
}

export function partiesPage(view: PartiesView, reader: Reader): Html {
  const { t, plain, number } = words(reader);
  const rows = table<PartyRow>({
    caption: plain('nav.parties'),
    rows: view.rows,
    columns: [
      {
        head: plain('party.one'),
        as: 'name',
        cell: (row) => html`${partyLink(row.party)}${row.isSelf && html` <small>${t('party.self')}</small>`}`,
      },
      { head: plain('party.kind'), cell: (row) => t(`party.kind.${row.kind}`) },
      { head: plain('party.fingerprint'), cell: (row) => shortHash(row.party.id) },
      {
        head: plain('nav.agreements'),
        as: 'number',
        cell: (row) => html`<a href="${link('/agreements', { party: row.party.id })}">${number(row.agreements)}</a>`,
      },
      {
        head: plain('party.held'),
        as: 'number',
        cell: (row) =>
          html`<a href="${link('/records', { origin: row.isSelf ? 'own' : row.party.id })}">${number(row.held)}</a>`,
      },
      { head: plain('today.link-head'), cell: (row) => (row.isSelf ? '' : linkState(reader, row.link)) },
    ],
  });
  return page(reader, {
    title: t('nav.parties'),
    tab: plain('nav.parties'),
    main: html`<p class="lead">${t('parties.lead', { count: view.rows.filter((row) => !row.isSelf).length })}</p>
${view.rows.length <= 1 && html`<p>${t('parties.none')}</p>`}${rows}`,
  });
}
