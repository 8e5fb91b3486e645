import { formatReceiptEvidence } from '#check/receipt.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { leftPage } from '#web/pages/left-page.ts';
import { reachedPage } from '#web/pages/reached-page.ts';
import { type ReceiptItem, type ReceiptSignature, type ReceiptView, receiptPage } from '#web/pages/receipt-page.ts';
import type { ReleaseRow, ReleasesView } from '#web/parts/release-table.ts';
import { peer } from '../party/peer-book.ts';
import { itemsOfRelease, type Receipt, receiptBytes, receiptOf } from '../party/receipt.ts';
import { receiptEvidence } from '../party/receipt-evidence.ts';
import { countReleases, type ListedRelease, listReleases, type ReleaseQuery } from '../party/release-list.ts';
import { labelView, ReasonTeller } from './decision-view.ts';
import type { PageRoute } from './page-route.ts';
import { titleFor } from './record-part.ts';
import { idParam, nothingHere, pagingOf, queried, queriedTime, sendFile, sendPage, type Visit } from './visit.ts';

const pageSize = 50;
const itemsPerPage = 100;

function row({ names }: Visit, teller: ReasonTeller, release: ListedRelease): ReleaseRow {
  return {
    id: release.id,
    number: release.terms.number,
    party: names.of(release.partner),
    at: release.at,
    count: release.terms.count,
    shares: release.terms.shares.map(({ agreement, clause, count }) => ({
      agreement: teller.ref(agreement),
      clause,
      count,
    })),
    isCountersigned: release.isCountersigned,
  };
}

function listView(visit: Visit, direction: ReleaseQuery['direction']): ReleasesView {
  const partner = queried(visit.query, 'party', idForm);
  const agreement = queried(visit.query, 'agreement', idForm);
  const since = queriedTime(visit.query, 'since');
  const query: ReleaseQuery = {
    direction,
    ...(partner === undefined ? {} : { partner }),
    ...(agreement === undefined ? {} : { agreement }),
    ...(since === undefined ? {} : { since }),
  };
  const { releases, objects } = countReleases(visit.party, query);
  const { paging, slice } = pagingOf(visit.query, releases, pageSize);
  const teller = new ReasonTeller(visit);
  return {
    rows: listReleases(visit.party, query, slice).map((release) => row(visit, teller, release)),
    paging,
    objects,
    ...(partner === undefined ? {} : { party: visit.names.of(partner) }),
    ...(since === undefined ? {} : { since }),
  };
}

function known(visit: Visit): Receipt {
  const receipt = receiptOf(visit.party, idParam(visit));
  if (receipt === undefined) throw nothingHere();
  return receipt;
}

function items(visit: Visit, receipt: Receipt, slice: { limit: number; offset: number }): ReceiptItem[] {
  return itemsOfRelease(visit.party, receipt.batch.n, slice).map((item) => {
    const { kind, label } = visit.party.items.factsOf(item.class);
    const shown = {
      index: item.position,
      title: item.isErased ? item.title : titleFor(visit, item),
      kind,
      label: labelView(visit, label),
    };
    return item.isErased ? shown : { ...shown, seq: item.seq };
  });
}

function signatures({ names, party }: Visit, receipt: Receipt): ReceiptSignature[] {
  const { from, to, senderVersion, recipientVersion } = receipt;
  const custodian = peer(party, to)?.custodian;
  const kept = custodian === undefined ? {} : { custodian: names.of(custodian) };
  const recipient = { party: names.of(to), role: 'recipient', ...kept } as const;
  return [
    { party: names.of(from), role: 'sender', state: 'verified', keyVersion: senderVersion },
    recipientVersion === undefined
      ? { ...recipient, state: 'missing' }
      : { ...recipient, state: 'verified', keyVersion: recipientVersion },
  ];
}

function shares(teller: ReasonTeller, { terms }: Receipt): ReceiptView['shares'] {
  return terms.shares.map(({ agreement, clause, count }) => {
    const words = teller.clause(agreement, clause);
    if (words === undefined) throw new Error('A receipt cites a clause that is not held.');
    return { agreement: teller.ref(agreement), clause, count, words };
  });
}

function show(visit: Visit): Response {
  const receipt = known(visit);
  const { batch, terms } = receipt;
  const { paging, slice } = pagingOf(visit.query, terms.count, itemsPerPage);
  const view: ReceiptView = {
    id: batch.id,
    number: terms.number,
    from: visit.names.of(receipt.from),
    to: visit.names.of(receipt.to),
    at: receipt.at,
    count: terms.count,
    root: terms.root,
    shares: shares(new ReasonTeller(visit), receipt),
    parties: visit.names.all(),
    items: items(visit, receipt, slice),
    paging,
    signatures: signatures(visit, receipt),
    entry: receipt.entry,
    isIncluded: receipt.isIncluded,
    note: new TextDecoder().decode(receiptBytes(receipt)),
    noteHref: `/receipts/${batch.id}/note`,
    proofHref: `/receipts/${batch.id}/proof`,
  };
  return sendPage(receiptPage(view, visit.reader));
}

/** One file that proves the release to a stranger, offline. Spec: CHK-1. */
function proof(visit: Visit): Response {
  const { batch } = known(visit);
  return sendFile(
    utf8(formatReceiptEvidence(receiptEvidence(visit.party, batch.id))),
    `receipt-${batch.id.slice(0, 16)}.json`,
  );
}

/** What left us, what reached us, and the receipt of each release. */
export const releaseRoutes: readonly PageRoute[] = [
  {
    method: 'GET',
    path: '/left',
    needs: 'read-records',
    answer: (visit) => sendPage(leftPage(listView(visit, 'left'), visit.reader)),
  },
  {
    method: 'GET',
    path: '/reached',
    needs: 'read-records',
    answer: (visit) => sendPage(reachedPage(listView(visit, 'reached'), visit.reader)),
  },
  { method: 'GET', path: '/receipts/:id', needs: 'read-records', answer: show },
  {
    method: 'GET',
    path: '/receipts/:id/note',
    needs: 'read-records',
    answer: (visit) => sendFile(receiptBytes(known(visit)), `receipt-${idParam(visit).slice(0, 16)}.note`),
  },
  { method: 'GET', path: '/receipts/:id/proof', needs: 'read-records', answer: proof },
];
