import type { ActRule, Citation, Machine, Procedure, StateRule, Wait } from '#protocol/case/procedure.ts';
import { bdi, type Html, html } from '../html.ts';
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
  return html`<li>${caseName(reader, procedure, `act.${rule.key}`)} <small>(${doers(reader, procedure, rule.by)})</small>${to !== state && html` → ${caseName(reader, procedure, `state.${to}`)}`}</li>`;
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

/** Whether a number can be compared with a text, and whether anybody has done it. */
function standing(reader: Reader, { isOwn, checked }: Citation): Html {
  const { t } = words(reader);
  if (isOwn) return t('cases.own-default');
  return checked === undefined
    ? html`<span class="wait">${t('cases.unverified')}</span>`
    : html`<span class="yes">${t('cases.verified', checked)}</span>`;
}

/** A number of hours with its source; one that nobody has compared with its source says so. Spec: PRO-4. */
export function numberWords(reader: Reader, { citations }: Procedure, wait: Wait): Html {
  const number = hoursWords(reader, wait);
  const cited = citations.find(({ key }) => key === wait.cite);
  if (cited === undefined) return number;
  return html`${number}<br><small>${bdi(cited.source)}</small><br>${standing(reader, cited)}`;
}

function waitLine(reader: Reader, procedure: Procedure, wait: Wait): Html {
  return html`<li>${caseName(reader, procedure.id, `wait.${wait.key}`)}: ${numberWords(reader, procedure, wait)}<br>${silenceWords(reader, procedure.id, wait)}</li>`;
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
