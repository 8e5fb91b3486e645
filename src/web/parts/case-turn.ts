import type { Machine, Procedure } from '#protocol/case/procedure.ts';
import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseView } from './case-view.ts';
import { caseName, ownersNames, roleNames, silenceWords, untilWhen } from './case-words.ts';
import { postForm } from './form.ts';
import { partyLink } from './party.ts';

const mainOf = ({ machines }: Procedure): Machine | undefined => machines.find(({ isMain }) => isMain);

function invitation(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { opener, ourRoles, procedure, mayAct } = view;
  const said = t('cases.invited', { party: partyLink(opener), roles: roleNames(reader, procedure, ourRoles) });
  return html`<div class="turn"><p>${said}</p>${
    mayAct
      ? postForm(reader, { action: `/cases/${view.id}/join`, content: '', submit: 'cases.join' })
      : html`<p>${t('cases.may-role')}</p>`
  }</div>`;
}

/** Whose turn, until when, and what silence means: the first thing that a reader sees. */
export function caseTurn(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { procedure, rules, states, owed, self } = view;
  if (view.stage === 'invited') return invitation(reader, view);
  const state = states[mainOf(rules)?.key ?? ''];
  if (state === undefined) return html`<div class="turn"><p><strong>${t('cases.not-begun')}</strong></p></div>`;
  const name = caseName(reader, procedure, `state.${state}`);
  if (view.isEnd) return html`<div class="turn"><p><strong>${t('cases.ended', { state: name })}</strong></p></div>`;
  const next = owed.find(({ isMain }) => isMain);
  if (next === undefined)
    return html`<div class="turn"><p><strong>${name}</strong></p><p>${t('cases.nothing-owed')}</p></div>`;
  const who = t('cases.turn-of', {
    parties: ownersNames(reader, next, self),
    wait: caseName(reader, procedure, `wait.${next.wait}`),
  });
  const hasPassed = next.due !== undefined && next.due < reader.now;
  return html`<div class="turn"><p>${t('cases.where')}: <strong>${name}</strong></p><p><strong>${who}</strong></p><p>${t('cases.until')}: ${untilWhen(reader, next)}</p><p>${t('cases.silence')}: ${silenceWords(reader, procedure, next)}</p>${hasPassed && html`<p class="soft">${t('cases.passed')}</p>`}</div>`;
}
