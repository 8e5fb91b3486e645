import { type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Says on every page of a server for practice that it is one, what time it is there, and where to go on. Spec: PRA-2. */
export function practiceBanner(reader: Reader): Html | false {
  const { practice, now, path } = reader;
  if (practice === undefined) return false;
  const { t, plain } = words(reader);
  // With its date, since days pass here in a moment.
  const clock = moment({ ...reader, now: 0 }, now);
  const own = practice.case === undefined ? undefined : `/cases/${practice.case}`;
  const here = (href: string): Html | false => path === href && html` aria-current="page"`;
  return html`<section class="places" aria-label="${plain('practice.title')}"><p><strong>${t('practice.banner')}</strong> ${t('practice.clock', { time: clock })}</p>
<p class="choices"><a href="/practice"${here('/practice')}>${t('practice.all')}</a>${
    own !== undefined &&
    html` · <a href="${own}"${here(own)}>${t('practice.to-case')}</a> · <a href="/practice/debrief"${here('/practice/debrief')}>${t('practice.debrief')}</a>`
  }</p></section>`;
}
