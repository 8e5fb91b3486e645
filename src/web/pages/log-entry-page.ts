import { type Html, html, visibleControls } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { hash } from '../parts/hash.ts';
import { marginList, summaryList } from '../parts/summary.ts';
import { type VerifyTarget, verifyButton, verifyModule } from '../parts/verify-button.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { EntryKind } from './log-book-page.ts';

export interface LogEntryView {
  /** From 0. */
  readonly index: number;
  /** Size of the log under which inclusion is proved. */
  readonly size: number;
  readonly kind: EntryKind;
  /** Unix seconds. */
  readonly at: number;
  /** RFC 6962 leaf hash, hexadecimal. */
  readonly leafHash: string;
  /** The entry as it stands in the public log. */
  readonly text: string;
  /** Page of what the entry is about, for this reader. */
  readonly about?: { readonly href: string; readonly title: string };
  readonly verify: VerifyTarget;
}

export function logEntryPage(view: LogEntryView, reader: Reader): Html {
  const { t, plain, number } = words(reader);
  const index = number(view.index);
  return page(reader, {
    trail: html`<a href="/log-book">${t('nav.log')}</a>`,
    title: t('log.entry-number', { index }),
    tab: plain('log.entry-number', { index }),
    modules: [verifyModule],
    main: html`<p class="lead">${t(`log.kind.${view.kind}`)}</p>
${view.kind === 'commitment' && html`<p>${t('log.commitment-means')}</p>`}
${summaryList([
  [t('log.about'), view.about && html`<a href="${view.about.href}"><bdi>${view.about.title}</bdi></a>`],
  [t('receipt.at'), moment(reader, view.at)],
  [t('log.leaf'), hash(view.leafHash)],
  [t('log.size'), number(view.size)],
])}
<h2>${t('verify.title')}</h2><p>${t('verify.lead')}</p>${verifyButton(reader, view.verify)}
<h2>${t('log.text')}</h2><pre dir="ltr" tabindex="0">${visibleControls(view.text)}</pre>`,
    margin: marginList([
      [
        t('proof.name'),
        html`<a href="${view.verify.proofHref}">${t('proof.download')}</a><br><a href="${view.verify.entryHref}">${t('log.entry-download')}</a>`,
      ],
      [
        t('log.beside'),
        html`${view.index > 0 && html`<a href="/log-book/${view.index - 1}" rel="prev">${number(view.index - 1)}</a> `}${view.index + 1 < view.size && html` <a href="/log-book/${view.index + 1}" rel="next">${number(view.index + 1)}</a>`}`,
      ],
    ]),
  });
}
