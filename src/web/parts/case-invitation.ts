import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseView } from './case-view.ts';
import { caseName, roleNames } from './case-words.ts';
import { postForm } from './form.ts';
import { partyLink } from './party.ts';

/** Who invites to what, and what joining means. Spec: CEX-6. */
export function caseInvitation(reader: Reader, view: CaseView): Html {
  const { t } = words(reader);
  const { opener, ourRoles, procedure, mayAct } = view;
  const said = t('cases.invited-to', {
    party: partyLink(opener),
    procedure: caseName(reader, procedure, 'name'),
    roles: roleNames(reader, procedure, ourRoles),
  });
  return html`<div class="turn"><p class="headline"><strong>${said}</strong></p><p>${caseName(reader, procedure, 'about')}</p><p>${t('cases.invited-joining')}</p>${
    mayAct
      ? html`${postForm(reader, { action: `/cases/${view.id}/join`, content: '', submit: 'cases.join' })}
${postForm(reader, { action: `/cases/${view.id}/leave`, content: html`<p class="soft">${t('cases.declining')}</p>`, submit: 'cases.decline', style: 'quiet' })}`
      : html`<p>${t('cases.may-role')}</p>`
  }</div>`;
}
