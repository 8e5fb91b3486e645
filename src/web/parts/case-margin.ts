import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseView } from './case-view.ts';
import { caseName, roleNames } from './case-words.ts';
import { partyLink, partyNames } from './party.ts';
import { marginList } from './summary.ts';
import { label } from './tlp.ts';

/** What names and keeps the case. */
export function caseMargin(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { procedure, rules, log, ourRoles } = view;
  const unverified = rules.citations.filter(({ isOwn, checked }) => !isOwn && checked === undefined).length;
  const version = t('cases.version', { version: rules.version });
  return marginList([
    [
      t('cases.procedure'),
      html`${caseName(reader, procedure, 'name')}<br><small>${version}</small>${unverified > 0 && html`<br><span class="wait">${t('cases.numbers-unverified', { count: unverified })}</span>`}`,
    ],
    [t('cases.our-role'), ourRoles.length > 0 ? roleNames(reader, procedure, ourRoles) : undefined],
    [t('cases.label'), label(reader, view.label)],
    [t('cases.depositary'), partyLink(view.depositary)],
    [t('cases.council'), partyNames(reader, view.council)],
    [
      t('cases.log'),
      view.stage === 'invited'
        ? undefined
        : html`${t('cases.log-size', log)}<br><a href="/cases/${view.id}/log">${t('cases.log-get')}</a>`,
    ],
  ]);
}
