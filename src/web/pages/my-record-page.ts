import { type Html, html, visibleControls } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { kindName } from '../parts/clause.ts';
import { reasonList } from '../parts/concern.ts';
import { summaryList } from '../parts/summary.ts';
import { label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import type { MyRecord } from './my-page.ts';

/** GET /mine/records/:seq. `content`: the object as JSON. `author`: absent where it may not be named. */
export interface MyRecordView extends MyRecord {
  readonly author: string;
  readonly content: string;
}

/** One record that was released to the reader's organisation. */
export function myRecordPage(view: MyRecordView, reader: Reader): Html {
  const { t } = words(reader);
  return page(reader, {
    trail: html`<a href="/mine">${t('mine.title')}</a>`,
    title: html`<bdi>${view.title}</bdi>`,
    tab: view.title,
    main: html`${summaryList([
      [t('mine.kind'), kindName(reader, view.kind)],
      [t('warn.label'), label(reader, view.label)],
      [t('warn.from'), html`<bdi>${view.author}</bdi>`],
      [t('mine.released'), moment(reader, view.at)],
      [t('mine.why'), reasonList(reader, view.reasons)],
    ])}<h2>${t('mine.content')}</h2><pre class="hash" dir="ltr" tabindex="0">${visibleControls(view.content)}</pre>`,
  });
}
