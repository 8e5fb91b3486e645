import { bdi, type Html, html } from '../html.ts';
import { isMessageKey } from '../messages/catalogue.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { type BroughtFile, fileSize } from '../parts/act-fields.ts';
import type { CaseStanding } from '../parts/case-timeline.ts';
import { type CaseRef, caseLink, caseName } from '../parts/case-words.ts';
import { shortHash } from '../parts/hash.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { table } from '../parts/table.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** One version of a text: the act that proposed it. */
export interface TextVersion {
  /** Its place in the log. */
  readonly index: number;
  readonly act: string;
  readonly by: PartyRef;
  /** Unix seconds. */
  readonly time: number;
  readonly standing: CaseStanding;
  /** The fingerprint that the act gave. */
  readonly print: string;
  /** Absent: the words are erased, sealed or not here yet. */
  readonly words?: string;
  /** Whether the words have that fingerprint. */
  readonly matches?: boolean;
}

/** The acts of one field with a fingerprint are the versions of one text; oldest first. Spec: CPG-4. */
export interface CaseText {
  readonly field: string;
  /** Whose text it is, in what each party keeps for itself. */
  readonly about?: PartyRef;
  readonly versions: readonly TextVersion[];
}

/** Files that one act brought. */
export interface CaseAttachment extends BroughtFile {
  readonly index: number;
  readonly n: number;
  readonly by: PartyRef;
}

/** GET /cases/:id/documents. */
export interface CaseDocumentsView extends CaseRef {
  readonly texts: readonly CaseText[];
  readonly attachments: readonly CaseAttachment[];
}

/** What a text is called: a field holds its fingerprint, not the text. */
export function textName(reader: Reader, { field, about }: CaseText): Html {
  const { t } = words(reader);
  const key = `cases.doc.${field}`;
  return html`${isMessageKey(key) ? t(key) : t('cases.doc.other')}${about !== undefined && html` <small>(${bdi(about.name)})</small>`}`;
}

const textPath = (id: string, { field, about }: CaseText): string =>
  `/cases/${id}/documents/${field}${about === undefined ? '' : `?about=${about.id}`}`;

/** Whether the words that are here are those of the fingerprint. */
function printWords(reader: Reader, { print, matches }: TextVersion): Html {
  const { t } = words(reader);
  if (matches === undefined) return html`${shortHash(print)} <small>${t('cases.doc-words-gone')}</small>`;
  return html`${shortHash(print)} <span class="${matches ? 'yes' : 'no'}">${t(matches ? 'cases.doc-matches' : 'cases.doc-differs')}</span>`;
}

/** The versions of a text, the newest last, as the redline counts them. */
export function versionsTable(reader: Reader, { id, procedure }: CaseRef, text: CaseText): Html {
  const { t, plain } = words(reader);
  const number = (version: TextVersion): number => text.versions.indexOf(version) + 1;
  return table<TextVersion>({
    caption: plain('cases.documents'),
    rows: text.versions,
    columns: [
      {
        head: plain('cases.act'),
        as: 'name',
        cell: (one) =>
          html`${t('cases.doc-version', { number: number(one) })}<br><small><a href="/cases/${id}#entry-${one.index}">${caseName(reader, procedure, `act.${one.act}`)}</a></small>`,
      },
      { head: plain('cases.doc-by'), cell: ({ by, time }) => html`${partyLink(by)}<br>${moment(reader, time)}` },
      { head: plain('cases.doc-print'), cell: (one) => printWords(reader, one) },
    ],
  });
}

function attachmentsTable(reader: Reader, id: string, attachments: readonly CaseAttachment[]): Html {
  const { t, plain } = words(reader);
  return table<CaseAttachment>({
    caption: plain('cases.files'),
    rows: attachments,
    columns: [
      {
        head: plain('cases.files'),
        as: 'name',
        cell: ({ name, size, index, n }) =>
          html`<a href="/cases/${id}/files/${index}/${n}" download>${bdi(name)}</a> <small>${fileSize(reader, size)}</small>`,
      },
      { head: plain('cases.doc-by'), cell: ({ by }) => partyLink(by) },
      {
        head: plain('cases.act'),
        cell: ({ index }) => html`<a href="/cases/${id}#entry-${index}">${t('cases.entry', { number: index })}</a>`,
      },
    ],
  });
}

/** The texts of a case with their versions, and all that is attached. */
export function caseDocumentsPage(view: CaseDocumentsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const { texts, attachments, id } = view;
  const parts = texts.map(
    (text) =>
      html`<h2>${textName(reader, text)}</h2>${versionsTable(reader, view, text)}<p><a class="button quiet" href="${textPath(id, text)}">${t('cases.doc-open')}</a></p>`,
  );
  return page(reader, {
    title: t('cases.documents'),
    tab: plain('cases.documents'),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    main: html`${texts.length + attachments.length === 0 && html`<p>${t('cases.documents-none')}</p>`}${parts}${
      attachments.length > 0 && html`<h2>${t('cases.files')}</h2>${attachmentsTable(reader, id, attachments)}`
    }`,
  });
}
