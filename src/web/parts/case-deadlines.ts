import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseView } from './case-view.ts';
import { aboutWords, caseName, type OwedView, ownersNames, silenceWords, untilWhen, waitRule } from './case-words.ts';
import { deadlineAxis } from './deadline-axis.ts';
import { numberWords } from './procedure-table.ts';
import { table } from './table.ts';

/** Every deadline that runs, with its source and what silence will mean. */
export function caseDeadlines(reader: Reader, view: CaseView): Html | false {
  const { t, plain } = words(reader);
  const { owed, procedure, rules, self } = view;
  if (owed.length === 0) return false;
  const rows = table<OwedView>({
    caption: plain('cases.deadlines'),
    rows: owed,
    columns: [
      {
        head: plain('cases.owed'),
        as: 'name',
        cell: ({ wait, party, item }) => html`${caseName(reader, procedure, `wait.${wait}`)}${aboutWords(party, item)}`,
      },
      { head: plain('cases.turn'), cell: (row) => ownersNames(reader, row, self) },
      { head: plain('cases.until'), cell: (row) => untilWhen(reader, row) },
      {
        head: plain('cases.number'),
        cell: (row) => {
          const wait = waitRule(rules, row);
          return wait !== undefined && numberWords(reader, rules, wait);
        },
      },
      { head: plain('cases.silence'), cell: (row) => silenceWords(reader, procedure, row) },
    ],
  });
  return html`<h2>${t('cases.deadlines')}</h2>${deadlineAxis(reader, procedure, owed)}<details><summary>${t('cases.deadlines-table')}</summary>${rows}<p class="hint">${t('cases.unverified-note')}</p></details>`;
}
