import type { ActRule, Procedure } from '#protocol/case/procedure.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseName } from './case-words.ts';
import { doers } from './procedure-table.ts';
import { table } from './table.ts';

/** The rungs of a procedure, the lowest first. */
const rungsOf = ({ machines }: Procedure): ActRule[] =>
  machines
    .flatMap(({ acts }) => acts)
    .filter(({ rung }) => rung !== undefined)
    .toSorted((a, b) => (a.rung ?? 0) - (b.rung ?? 0));

/** What a step of escalation costs whoever takes it; nothing for an act that is no rung. */
export const costOf = (reader: Reader, procedure: string, { key, rung }: ActRule): Html | undefined =>
  rung === undefined ? undefined : caseName(reader, procedure, `cost.${key}`);

/** The ladder: each peaceful step beyond the last, who may take it, and what it costs. */
export function caseLadder(reader: Reader, procedure: Procedure): Html | false {
  const { t, plain } = words(reader);
  const rungs = rungsOf(procedure);
  if (rungs.length === 0) return false;
  const rows = table<ActRule>({
    caption: plain('said.ladder'),
    rows: rungs,
    columns: [
      { head: plain('said.step'), as: 'name', cell: ({ key }) => caseName(reader, procedure.id, `act.${key}`) },
      { head: plain('said.who-may'), cell: ({ by }) => doers(reader, procedure.id, by) },
      { head: plain('said.cost'), cell: (rule) => costOf(reader, procedure.id, rule) ?? '' },
    ],
  });
  return html`<details><summary>${t('said.ladder')}</summary>${rows}</details>`;
}
