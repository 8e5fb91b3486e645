import { bdi, type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { marginList } from '../parts/summary.ts';
import { type Waiting, waitingTable } from '../parts/waiting.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { HandOverView } from './duty-page.ts';

/** GET /duty/:n. */
export interface PastHandOverView extends HandOverView {
  /** What stood on the board when it was written. */
  readonly open: readonly Waiting[];
}

/** A hand-over as it was written, with what was open then. Spec: BRD-2. */
export function handOverPage(view: PastHandOverView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { account, at, taken, open } = view;
  return page(reader, {
    title: t('board.hand-over-of', { account: bdi(account), moment: moment(reader, at) }),
    tab: plain('board.hand-over'),
    trail: html`<a href="/duty">${t('board.title')}</a>`,
    main: html`<p class="said">${bdi(view.words)}</p>
<h2>${t('board.was-open')}</h2>${open.length === 0 ? html`<p>${t('board.none-here')}</p>` : waitingTable(reader, open, 'board.was-open')}`,
    margin: marginList([
      [t('board.from'), html`${bdi(account)}<br><small>${moment(reader, at)}</small>`],
      [
        t('board.to'),
        taken === undefined
          ? t('board.not-taken')
          : html`${bdi(taken.by)}<br><small>${moment(reader, taken.at)}</small>`,
      ],
    ]),
  });
}
