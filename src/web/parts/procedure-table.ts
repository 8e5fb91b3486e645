import type { ActRule, Citation, Machine, Procedure, StateRule, Wait } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
import type { MessageKey } from '../messages/catalogue.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { caseName, plainCaseName, silenceWords } from './case-words.ts';
import { table } from './table.ts';

/** Who may do an act: roles, or one of the words for whom it is meant otherwise. */
export function doers(reader: Reader, procedure: string, by: readonly string[]): Html {
  const { t, list } = words(reader);
  return list(
    by.map((one) => {
      if (one === 'any') return t('cases.any');
      if (one === 'self') return t('cases.self');
      return one.startsWith('named:') ? t('cases.named') : caseName(reader, procedure, `role.${one}`);
    }),
  );
}

function actLine(reader: Reader, procedure: string, rule: ActRule, state: string): Html {
  const to = rule.to ?? state;
  return html`<li>${caseName(reader, procedure, `act.${rule.key}`)} <small>(${doers(reader, procedure, rule.by)})</small>${to !== state && html` <span class="to">${caseName(reader, procedure, `state.${to}`)}</span>`}</li>`;
}

/** So many hours, or a time that the parties agree within bounds. */
function hoursWords(reader: Reader, { within, floor = 0, ceiling }: Wait): Html {
  const { t, list } = words(reader);
  if (typeof within === 'number') return t('cases.hours', { count: within });
  const bounds = [
    ...(floor === 0 ? [] : [t('cases.not-before', { count: floor })]),
    ...(ceiling === undefined ? [] : [t('cases.at-most', { count: ceiling })]),
  ];
  return bounds.length === 0 ? t('cases.agreed') : html`${t('cases.agreed')} (${list(bounds)})`;
}

/** Who compared our numbers: written into the procedures, whose bytes stay, and said here in the reader's language. */
const comparers: ReadonlyMap<string, MessageKey> = new Map([
  ['the makers of Comity, with that summary and not with the original', 'cases.checked-summary'],
  ['the makers of Comity, with the original text (CERTCC/Vultron at 6883299)', 'cases.checked-original'],
]);

/** Whether a number can be compared with a text, and whether anybody has done it. */
function standing(reader: Reader, { isOwn, checked }: Citation): Html {
  const { t } = words(reader);
  if (isOwn) return t('cases.own-default');
  const known = comparers.get(checked?.by ?? '');
  return checked === undefined
    ? html`<span class="wait">${t('cases.unverified')}</span>`
    : html`<small class="yes">${t('cases.verified', { by: known === undefined ? checked.by : t(known), on: checked.on })}</small>`;
}

/** The source that our procedures name where no text gives a number. */
const noText = 'Taken from no text; parties may agree another';

/** A number of hours with its source; one that nobody has compared with its source says so. Spec: PRO-4. */
export function numberWords(reader: Reader, { citations }: Procedure, wait: Wait): Html {
  const number = hoursWords(reader, wait);
  const cited = citations.find(({ key }) => key === wait.cite);
  if (cited === undefined) return number;
  // What says no more than the next line is left out.
  const source = !(cited.isOwn && cited.source === noText) && html`<br><small>${bdi(cited.source)}</small>`;
  return html`${number}${source}<br>${standing(reader, cited)}`;
}

function waitLine(reader: Reader, procedure: Procedure, wait: Wait): Html {
  const name = caseName(reader, procedure.id, `wait.${wait.key}`);
  return html`<li>${words(reader).t('line.named', { name, value: numberWords(reader, procedure, wait) })}<br>${silenceWords(reader, procedure.id, wait)}</li>`;
}

/** All states of a machine with what may be done in each and what silence means. Spec: PRO-5. */
export function procedureTable(reader: Reader, procedure: Procedure, machine: Machine, here: string | undefined): Html {
  const { t, plain } = words(reader);
  return table<StateRule>({
    caption: plainCaseName(reader, procedure.id, `machine.${machine.key}`),
    rows: machine.states,
    columns: [
      {
        head: plain('cases.state'),
        as: 'name',
        cell: ({ key, isEnd }) =>
          html`${caseName(reader, procedure.id, `state.${key}`)}${key === here && html` <span class="yes">${t('cases.here')}</span>`}${isEnd && html` <small>${t('cases.end')}</small>`}`,
      },
      {
        head: plain('cases.acts'),
        cell: ({ key }) => {
          const acts = machine.acts.filter(({ from }) => from.includes(key));
          return acts.length > 0 && html`<ul>${acts.map((rule) => actLine(reader, procedure.id, rule, key))}</ul>`;
        },
      },
      {
        head: plain('cases.silence'),
        cell: ({ waits }) =>
          waits.length > 0 && html`<ul>${waits.map((wait) => waitLine(reader, procedure, wait))}</ul>`,
      },
    ],
  });
}
