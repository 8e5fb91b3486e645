import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { CaseView } from './case-view.ts';
import { postForm } from './form.ts';

/** What we can take away from the case, and the way out of it. Spec: CPY-3, CPY-5. */
export function caseKeeping(reader: Reader, view: CaseView): Html | false {
  const { t } = words(reader);
  const { id, stage, mayAct, convicted = [] } = view;
  if (stage === 'invited') return false;
  // Before the case has begun nothing is accepted, and nothing verifies.
  const hasBegun = Object.keys(view.states).length > 0;
  const at = `/cases/${id}`;
  const proofs = convicted.map(
    (term) => html`<p class="no"><a href="${`${at}/convictions/${term}`}">${t('keep.convicts', { term })}</a></p>`,
  );
  const copies = hasBegun
    ? html`<p>${t('keep.lead')}</p><p><a href="${`${at}/copy`}">${t('keep.save')}</a> · <a href="${`${at}/print`}">${t('keep.print')}</a></p>`
    : html`<p>${t('printed.uncertified')}</p>`;
  const leave = stage === 'joined' && mayAct && html`<p><a href="${`${at}/leave`}">${t('keep.leave')}</a></p>`;
  const again =
    stage === 'left' &&
    mayAct &&
    postForm(reader, {
      action: `${at}/join`,
      content: html`<p>${t('keep.leave-again')}</p>`,
      submit: 'cases.join',
      style: 'quiet',
    });
  return html`<h2>${t('keep.title')}</h2>${proofs}${copies}${leave}${again}`;
}
