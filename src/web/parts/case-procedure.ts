import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseLadder } from './case-ladder.ts';
import type { CaseView } from './case-view.ts';
import { caseName } from './case-words.ts';
import { procedureDiagram } from './procedure-diagram.ts';
import { procedureTable } from './procedure-table.ts';

/** The whole procedure: each part as a picture, and beside it as a table. */
export function caseProcedure(reader: Reader, { rules, procedure, states }: CaseView): Html {
  const { t } = words(reader);
  const parts = rules.machines.map((machine) => {
    const here = states[machine.key];
    const rows = html`<details><summary>${t('cases.table')}</summary>${procedureTable(reader, rules, machine, here)}</details>`;
    const both = html`${procedureDiagram(reader, procedure, machine, here)}${rows}`;
    const name = caseName(reader, procedure, `machine.${machine.key}`);
    return html`<details><summary>${name}</summary>${both}</details>`;
  });
  return html`<h2>${t('cases.procedure')}</h2><p>${caseName(reader, procedure, 'about')}</p>${caseLadder(reader, rules)}${parts}`;
}
