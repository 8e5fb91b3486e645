import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { type CaseRef, caseLink, caseName, type OwedView, silenceWords } from '../parts/case-words.ts';
import { postForm } from '../parts/form.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** GET /cases/:id/leave; POST there: csrf. */
export interface CaseLeaveView extends CaseRef {
  /** What we owe, by whose silence something will follow. */
  readonly owed: readonly OwedView[];
  /** Present if we are one of those that cosign. */
  readonly council?: { readonly size: number; readonly needed: number };
}

function whatFollows(reader: Reader, { owed, procedure, council }: CaseLeaveView): Html {
  const { t } = words(reader);
  const items = owed.map(
    (one) =>
      html`<li>${t('line.named', { name: caseName(reader, procedure, `wait.${one.wait}`), value: silenceWords(reader, procedure, one) })}</li>`,
  );
  const enough = council === undefined || council.size - 1 > council.needed ? 'keep.leave-enough' : 'keep.leave-stuck';
  return html`${items.length > 0 && html`<p>${t('keep.leave-owed')}</p><ul>${items}</ul>`}${
    council !== undefined && html`<p>${t(enough, { council: council.size, needed: council.needed })}</p>`
  }`;
}

/** What leaving does, before it is done. Spec: CPY-3, CPY-6. */
export function caseLeavePage(view: CaseLeaveView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const content = html`<p>${t('keep.leave-stays')}</p><p>${t('keep.leave-ends')}</p><p>${t('keep.leave-seen')}</p>
${whatFollows(reader, view)}<p class="soft">${t('keep.leave-again')}</p>`;
  return page(reader, {
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    title: t('keep.leave-title'),
    tab: plain('keep.leave-title'),
    main: html`<div class="turn">${postForm(reader, {
      action: `/cases/${view.id}/leave`,
      content,
      submit: 'keep.leave',
      style: 'grave',
    })}</div>`,
  });
}
