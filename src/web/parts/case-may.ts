import { bdi, type Html, html } from '../html.ts';
import { link } from '../link.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseView, PossibleView } from './case-view.ts';
import { caseName } from './case-words.ts';
import { buttonClass } from './form.ts';

function actLink(reader: Reader, view: CaseView, { act, about, isOwed }: PossibleView): Html {
  const name = caseName(reader, view.procedure, `act.${act}`);
  const href = link(`/cases/${view.id}/acts/${act}`, { about: about?.id });
  return html`<a class="${buttonClass(isOwed ? undefined : 'quiet')}" href="${href}">${name}${about !== undefined && about.id !== view.self && html` <small>(${bdi(about.name)})</small>`}</a>\n`;
}

/** What we may do now, by the part of the procedure; what answers something owed stands out. */
export function caseMay(reader: Reader, view: CaseView): Html | false {
  const { t } = words(reader);
  const { possible, rules, procedure } = view;
  if (view.stage !== 'joined' || Object.keys(view.states).length === 0) return false;
  if (possible.length === 0) return html`<h2>${t('cases.may')}</h2><p>${t('cases.may-none')}</p>`;
  if (!view.mayAct) return html`<h2>${t('cases.may')}</h2><p>${t('cases.may-role')}</p>`;
  const parts = rules.machines.flatMap(({ key, isMain }) => {
    const acts = possible.filter(({ machine }) => machine === key);
    if (acts.length === 0) return [];
    const heading = !isMain && html`<h3>${caseName(reader, procedure, `machine.${key}`)}</h3>`;
    return [html`${heading}<p>${acts.map((one) => actLink(reader, view, one))}</p>`];
  });
  return html`<h2>${t('cases.may')}</h2>${parts}`;
}
