import type { Clause } from '#protocol/agreement/clause.ts';
import { type Html, html, visibleControls } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { clauseWords, kindName } from '../parts/clause.ts';
import { custodyMark } from '../parts/custody.ts';
import { fingerprint, hash } from '../parts/hash.ts';
import { type Paging, pager } from '../parts/pager.ts';
import { type PartyRef, partyLink } from '../parts/party.ts';
import { agreementLink } from '../parts/reasons.ts';
import { recordTitle } from '../parts/record-title.ts';
import type { ShareView } from '../parts/release-table.ts';
import { marginList } from '../parts/summary.ts';
import { table } from '../parts/table.ts';
import { type LabelView, label } from '../parts/tlp.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

export interface ReceiptItem {
  /** Place in the release, from 0. */
  readonly index: number;
  readonly title: string;
  readonly kind: string;
  readonly label: LabelView;
  /** Absent when it has been erased here. */
  readonly seq?: number;
}

export interface ReceiptSignature {
  readonly party: PartyRef;
  readonly role: 'sender' | 'recipient';
  /** 'missing': not countersigned yet. */
  readonly state: 'verified' | 'missing';
  /** Version of the key history whose key signed. */
  readonly keyVersion?: number;
  /** Who keeps the key that signed, where it is not the party itself. Spec: CST-2. */
  readonly custodian?: PartyRef;
}

/** One release and its receipt. The text and its id are the same on both sides. */
export interface ReceiptView {
  readonly id: string;
  readonly number: number;
  readonly from: PartyRef;
  readonly to: PartyRef;
  /** Unix seconds, as signed by the sender. */
  readonly at: number;
  readonly count: number;
  /** Merkle root over the items, hexadecimal. */
  readonly root: string;
  /** Each share with the clause as it is signed, and names for the ids in it. */
  readonly shares: readonly (ShareView & { readonly words: Clause })[];
  readonly parties: readonly PartyRef[];
  readonly items: readonly ReceiptItem[];
  /** Pages of the items. */
  readonly paging: Paging;
  readonly signatures: readonly ReceiptSignature[];
  /** Entry of our own log, and whether inclusion under our newest checkpoint was verified. */
  readonly entry: number;
  readonly isIncluded: boolean;
  /** The signed note. */
  readonly note: string;
  readonly noteHref: string;
  readonly proofHref: string;
}

function shares(reader: Reader, view: ReceiptView): Html {
  const { t } = words(reader);
  const lines = view.shares.map(
    (share) =>
      html`<li><p>${t('count.objects', { count: share.count })}: ${agreementLink(share.agreement)}, ${t('clause.number', { n: share.clause })}</p>${clauseWords(reader, share.words, view.parties)}</li>`,
  );
  return html`<ul class="plain">${lines}</ul>`;
}

function items(reader: Reader, view: ReceiptView): Html {
  const { t, plain, number } = words(reader);
  const rows = table<ReceiptItem>({
    caption: plain('receipt.items'),
    rows: view.items,
    columns: [
      { head: plain('receipt.place'), as: 'number', cell: (row) => number(row.index + 1) },
      {
        head: plain('records.title'),
        as: 'name',
        cell: (row) =>
          html`${recordTitle(row.title, row.seq)}${row.seq === undefined && html` <small>${t('receipt.erased')}</small>`}`,
      },
      { head: plain('records.kind'), cell: (row) => kindName(reader, row.kind) },
      { head: plain('records.label'), cell: (row) => label(reader, row.label) },
    ],
  });
  return html`${rows}${pager(reader, view.paging)}`;
}

function signatures(reader: Reader, view: ReceiptView): Html {
  const { t, plain } = words(reader);
  return table<ReceiptSignature>({
    caption: plain('receipt.signatures'),
    rows: view.signatures,
    columns: [
      { head: plain('party.one'), as: 'name', cell: (row) => partyLink(row.party) },
      { head: plain('receipt.role'), cell: (row) => t(`receipt.${row.role}`) },
      {
        head: plain('receipt.signature'),
        cell: (row) =>
          row.state === 'verified'
            ? html`<span class="yes">${t('signature.verified')}</span>${row.custodian !== undefined && html`<br>${custodyMark(reader, row.custodian.name)}`}`
            : html`<span class="wait">${t('signature.missing')}</span>`,
      },
      {
        head: plain('receipt.key'),
        cell: (row) =>
          row.keyVersion === undefined
            ? ''
            : html`<a href="/parties/${row.party.id}#keys">${t('party.key-version', { version: row.keyVersion })}</a>`,
      },
    ],
  });
}

function margin(reader: Reader, view: ReceiptView): Html {
  const { t, number } = words(reader);
  const entry = html`<a href="/log-book/${view.entry}">${t('log.entry-number', { index: html`${number(view.entry)}` })}</a>`;
  const included = view.isIncluded
    ? html`<span class="yes">${t('log.included')}</span>`
    : html`<span class="wait">${t('log.not-included')}</span>`;
  return marginList([
    [t('receipt.sender'), partyLink(view.from)],
    [t('receipt.recipient'), partyLink(view.to)],
    [t('receipt.at'), moment(reader, view.at)],
    [t('receipt.in-log'), html`${entry}<br>${included}`],
    [t('receipt.root'), hash(view.root)],
    [
      t('proof.name'),
      html`<a href="${view.noteHref}">${t('receipt.download')}</a><br><a href="${view.proofHref}">${t('proof.download')}</a>`,
    ],
  ]);
}

export function receiptPage(view: ReceiptView, reader: Reader): Html {
  const { t, plain } = words(reader);
  return page(reader, {
    title: t('receipt.number', { number: view.number }),
    tab: plain('receipt.number', { number: view.number }),
    main: html`<p class="lead">${t('receipt.lead', { from: view.from.name, to: view.to.name, objects: t('count.objects', { count: view.count }) })}</p>
<p>${t('receipt.same-id')}<br>${fingerprint(view.id)}</p>
<h2>${t('receipt.allowed-by')}</h2>${shares(reader, view)}
<h2>${t('receipt.signatures')}</h2>${signatures(reader, view)}
<h2 id="items">${t('receipt.items')}</h2>${items(reader, view)}
<h2>${t('receipt.text')}</h2><details><summary>${t('receipt.text-show')}</summary><pre dir="ltr" tabindex="0">${visibleControls(view.note)}</pre></details>`,
    margin: margin(reader, view),
  });
}
