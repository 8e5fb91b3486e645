import { type Html, html, visibleControls } from '../html.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { type ActView, type CaseStanding, caseTimeline } from '../parts/case-timeline.ts';
import { type CaseRef, caseLink } from '../parts/case-words.ts';
import { hash } from '../parts/hash.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { marginList, summaryList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import {
  type VerifyTarget,
  verifyActButton,
  verifyActModule,
  verifyButton,
  verifyModule,
} from '../parts/verify-button.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** Under what an entry is proved. Spec: CPY-4. */
export interface EntryProofView {
  /** Entries of the head that was cosigned. */
  readonly size: number;
  readonly cosigners: readonly { readonly party: PartyRef; readonly at: number }[];
  readonly needed: number;
  readonly council: number;
  readonly verify: VerifyTarget;
  /** The proof file of an act; other entries have the inclusion alone. */
  readonly file?: string;
}

/** The words of an entry: here, erased here at some time (Unix seconds), or not come yet. */
interface BodyView {
  readonly hash: string;
  readonly isHere: boolean;
  readonly erased?: number;
}

/** GET /cases/:id/entries/:index. */
export interface CaseEntryView extends CaseRef {
  readonly index: number;
  /** Entries of the log. */
  readonly size: number;
  readonly kind: string;
  readonly by: PartyRef;
  /** Unix seconds, by the signer's clock. */
  readonly at: number;
  readonly depositary: PartyRef;
  readonly standing: CaseStanding;
  readonly record: string;
  readonly leaf: string;
  /** What the act says, as the page of the case shows it. */
  readonly act?: ActView;
  readonly body?: BodyView;
  /** The note as it was signed. */
  readonly text: string;
  readonly proof?: EntryProofView;
  readonly mayErase: boolean;
  readonly self: string;
}

/** What an entry is, in words. */
export const entryKindWords = (reader: Reader, kind: string): Html => {
  const key = `entry.kind.${kind}`;
  return isMessageKey(key) ? words(reader).t(key) : html`<code dir="ltr">${kind}</code>`;
};

function bodyWords(reader: Reader, { isHere, erased }: BodyView): Html {
  const { t } = words(reader);
  if (isHere) return t('entry.words-here');
  return erased === undefined ? t('entry.words-gone') : t('entry.words-erased', { moment: moment(reader, erased) });
}

function facts(reader: Reader, view: CaseEntryView): Html {
  const { t } = words(reader);
  const { body, standing } = view;
  return summaryList([
    [t('entry.kind'), entryKindWords(reader, view.kind)],
    [t('entry.by'), html`${partyLink(view.by)}<br>${hash(view.by.id)}`],
    [t('entry.at'), moment(reader, view.at)],
    [t('printed.case-time'), view.act?.time === undefined ? undefined : moment(reader, view.act.time)],
    [t('entry.finality'), t(`cases.finality.${standing}`)],
    [t('cases.depositary'), partyLink(view.depositary)],
    [t('entry.record'), hash(view.record)],
    [t('log.leaf'), hash(view.leaf)],
    [t('entry.words'), body && html`${hash(body.hash)}<br>${bodyWords(reader, body)}`],
  ]);
}

function cosigned(reader: Reader, { proof }: CaseEntryView): Html {
  const { t, plain } = words(reader);
  if (proof === undefined) return html`<h2>${t('proof.name')}</h2><p class="wait">${t('entry.uncosigned')}</p>`;
  const { size, needed, council, cosigners, verify, file } = proof;
  const rows = table<EntryProofView['cosigners'][number]>({
    caption: plain('entry.cosigned'),
    rows: cosigners,
    columns: [
      { head: plain('party.one'), as: 'name', cell: ({ party }) => partyLink(party) },
      { head: plain('entry.when'), cell: ({ at }) => moment(reader, at) },
    ],
  });
  return html`<h2>${t('proof.name')}</h2><p>${t('entry.cosigned-lead', { size, needed, council })}</p>${rows}
<p>${t(file === undefined ? 'verify.lead' : 'entry.check')}</p>${file === undefined ? verifyButton(reader, verify) : verifyActButton(reader, file)}
${file !== undefined && html`<p><a class="button" href="${file}">${t('proof.download')}</a> <a class="button quiet" href="${file}?words=no">${t('entry.proof-without')}</a></p><p class="hint">${t('entry.proof-note')}</p>`}`;
}

/** One entry of the log of a case: who signed what, how firm it stands, and its proof. Spec: CPY-4. */
export function caseEntryPage(view: CaseEntryView, reader: Reader): Html {
  const { t, plain, number } = words(reader);
  const { index, size, act, proof, text } = view;
  const at = `/cases/${view.id}/entries/`;
  return page(reader, {
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    title: t('entry.title', { index: number(index) }),
    tab: plain('entry.title', { index: number(index) }),
    modules: proof === undefined ? [] : [proof.file === undefined ? verifyModule : verifyActModule],
    main: html`<p class="lead">${t('entry.lead', { index, size })}</p>
${act && caseTimeline(reader, { ...view, steps: [act], mayAct: false })}${facts(reader, view)}
${cosigned(reader, view)}
<h2>${t('entry.signed')}</h2><pre dir="ltr" tabindex="0">${visibleControls(text)}</pre>`,
    margin: marginList([
      [
        t('log.beside'),
        html`${index > 0 && html`<a href="${at + String(index - 1)}" rel="prev">${number(index - 1)}</a> `}${index + 1 < size && html` <a href="${at + String(index + 1)}" rel="next">${number(index + 1)}</a>`}`,
      ],
      [
        t('printed.words'),
        view.mayErase && view.body?.isHere === true
          ? html`<a href="${`${at}${index}/erase`}">${t('entry.erase')}</a>`
          : undefined,
      ],
    ]),
  });
}
