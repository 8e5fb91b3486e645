import { type Html, html } from '../html.ts';
import { link } from '../link.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { consequences } from './case-consequence.ts';
import type { CaseView, PossibleView } from './case-view.ts';
import { sameOnItsWay, wayBeside } from './case-way.ts';
import { aboutWords, caseName } from './case-words.ts';
import { buttonClass } from './form.ts';

const ruleOf = ({ rules }: CaseView, { act }: PossibleView) =>
  rules.machines.flatMap(({ acts }) => acts).find(({ key }) => key === act);

/** An act as a link, and in one line what it leads to. */
function actLine(reader: Reader, view: CaseView, possible: PossibleView): Html {
  const { t } = words(reader);
  const { act, about, item, isOwed, state, needs } = possible;
  const way = wayBeside(view, possible);
  const same = sameOnItsWay(view, possible);
  const far = same && html`<span class="wait">${t(`cases.way.${same.standing}`)}</span> `;
  const rule = ruleOf(view, possible);
  const href = link(`/cases/${view.id}/acts/${act}`, { about: about?.id, item: item?.id });
  const name = caseName(reader, view.procedure, `act.${act}`);
  const whom = aboutWords(about, item, view.self);
  const { rules, members } = view;
  const lines =
    rule === undefined
      ? []
      : consequences(reader, {
          rules,
          rule,
          state,
          members,
          ...(about === undefined ? {} : { about }),
          ...(needs === undefined ? {} : { needs }),
        });
  return html`<li><a class="${buttonClass(isOwed && way === undefined ? undefined : 'quiet')}" href="${href}">${name}${whom}</a> <small>${far}${lines.map((line) => html`${line} `)}</small></li>`;
}

/** Acts by the part of the procedure; the main part needs no heading. */
function byMachine(reader: Reader, view: CaseView, acts: readonly PossibleView[]): Html[] {
  return view.rules.machines.flatMap(({ key, isMain }) => {
    const those = acts.filter(({ machine }) => machine === key);
    if (those.length === 0) return [];
    const heading = !isMain && html`<h3>${caseName(reader, view.procedure, `machine.${key}`)}</h3>`;
    return [html`${heading}<ul class="acts">${those.map((one) => actLine(reader, view, one))}</ul>`];
  });
}

const fewActs = 4;

/** What is owed by us stands first, other acts below, what cannot be taken back apart from both, and what we did already last. Spec: CPG-2. */
export function caseMay(reader: Reader, view: CaseView): Html | false {
  const { t } = words(reader);
  const { possible } = view;
  if (view.stage !== 'joined' || Object.keys(view.states).length === 0 || view.isEnd) return false;
  const heading = html`<h2>${t('cases.may')}</h2>`;
  if (possible.length === 0) return html`${heading}<p>${t('cases.may-none')}</p>`;
  if (!view.mayAct) return html`${heading}<p>${t('cases.may-role')}</p>`;
  const isGrave = (one: PossibleView): boolean => ruleOf(view, one)?.isIrreversible === true;
  const grave = possible.filter(isGrave);
  const owed = possible.filter((one) => one.isOwed && !isGrave(one));
  const free = possible.filter((one) => !one.isOwed && !isGrave(one));
  const other = free.filter(({ isDone }) => isDone === undefined);
  const again = free.filter(({ isDone }) => isDone === true);
  const rest = html`${byMachine(reader, view, other)}${
    grave.length > 0 && html`<h3 class="no">${t('cases.may-grave')}</h3>${byMachine(reader, view, grave)}`
  }${again.length > 0 && html`<h3>${t('cases.may-again')}</h3><ul class="acts">${again.map((one) => actLine(reader, view, one))}</ul>`}`;
  const count = free.length + grave.length;
  const isOpen = owed.length === 0 || count <= fewActs;
  const more =
    count > 0 &&
    (owed.length === 0
      ? rest
      : html`<details${isOpen && html` open`}><summary>${t('cases.may-more', { count })}</summary>${rest}</details>`);
  return html`${heading}${byMachine(reader, view, owed)}${more}`;
}
