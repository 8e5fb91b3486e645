import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { summaryList } from '../parts/summary.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** HTTP statuses with texts of their own; send the nearest for any other. */
export const faultStatuses = [400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503] as const;
export type FaultStatus = (typeof faultStatuses)[number];

/** What happened, what was expected, what to do. Never says whether a record exists that the reader may not see. */
export interface FaultView {
  readonly status: FaultStatus;
  /** Code of a Fault, e.g. json-depth. */
  readonly code?: string;
  /** The Fault's own English sentence. */
  readonly message?: string;
  /** Where in the input, a JSON pointer. */
  readonly at?: string;
}

export function faultPage(view: FaultView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { status } = view;
  return page(reader, {
    title: t(`status.${status}.title`),
    tab: plain(`status.${status}.title`),
    main: html`${summaryList([
      [
        t('fault.happened'),
        html`${t(`status.${status}.happened`)}${view.message !== undefined && html`<br><bdi lang="en">${view.message}</bdi>`}`,
      ],
      [t('fault.expected'), t(`status.${status}.expected`)],
      [t('fault.do'), t(`status.${status}.do`)],
      [t('fault.code'), html`<code dir="ltr">${status}${view.code !== undefined && ` ${view.code}`}</code>`],
      [
        t('fault.at'),
        view.at === undefined || view.at === '' ? undefined : html`<code class="hash" dir="ltr">${view.at}</code>`,
      ],
    ])}
<p><a href="/">${t('fault.home')}</a></p>`,
  });
}

/** The page of a path that leads nowhere, or to what this reader may not see: the two are the same. */
export const notFoundPage = (reader: Reader): Html => faultPage({ status: 404 }, reader);
