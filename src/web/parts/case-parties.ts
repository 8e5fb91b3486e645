import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseMemberView, CaseView } from './case-view.ts';
import { roleNames } from './case-words.ts';
import { partyLink } from './party.ts';
import { table } from './table.ts';

function partiesTable(reader: Reader, { members, procedure, log }: CaseView): Html {
  const { t, plain } = words(reader);
  return table<CaseMemberView>({
    caption: plain('cases.parties'),
    rows: members,
    columns: [
      { head: plain('party.one'), as: 'name', cell: ({ party }) => partyLink(party) },
      { head: plain('cases.role'), cell: ({ roles }) => roleNames(reader, procedure, roles) },
      {
        head: plain('cases.keeps'),
        cell: ({ keeps, size }) =>
          keeps === 'none' ? t('cases.keeps.none') : t(`cases.keeps.${keeps}`, { count: size, all: log.size }),
      },
    ],
  });
}

/** Who takes part. */
export const caseParties = (reader: Reader, view: CaseView): Html =>
  html`<h2>${words(reader).t('cases.parties')}</h2>${partiesTable(reader, view)}`;
