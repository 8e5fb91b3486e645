import type { ReleasesView } from '../parts/release-table.ts';
import type { ImportView } from './import-page.ts';
import type { ReceiptView } from './receipt-page.ts';
import type { RecordView } from './record-page.ts';
import type { RecordsView } from './records-page.ts';
import {
  ago,
  aldoria,
  allows,
  bereth,
  calder,
  circle,
  clause,
  constituency,
  label,
  meridian,
  notForThem,
  openClause,
  openNets,
  parties,
  policyAllows,
  sampleId,
  sampleNow,
  tooHigh,
  withBereth,
} from './sample-facts.ts';
import type { TodayView } from './today-page.ts';

export const today: TodayView = {
  waiting: [
    { what: 'erasure', count: 2, due: ago(2) },
    { what: 'signature', agreement: circle, proposedBy: meridian, due: sampleNow + 6120 },
    { what: 'approval', count: 12, level: 'amber', parties: [bereth, calder], due: sampleNow + 108_000 },
    { what: 'link-fault', party: openNets, code: 'link-unreachable', since: ago(3.2) },
    { what: 'unwitnessed', since: ago(7) },
    {
      what: 'case',
      case: { id: sampleId(71), title: 'Outage at Calder Grid', procedure: 'consultation', others: [bereth] },
      wait: 'reply',
      silence: 'escalation',
      to: 'unanswered',
      due: sampleNow + 6000,
    },
    {
      what: 'case-invited',
      case: { id: sampleId(72), procedure: 'notification', others: [calder] },
      party: calder,
    },
  ],
  since: ago(24),
  parties: [
    { party: bereth, reached: 214, left: 88, refused: 31, link: { state: 'in-step' } },
    { party: calder, reached: 6, left: 112, refused: 7, link: { state: 'in-step' } },
    { party: meridian, reached: 0, left: 1, refused: 1204, link: { state: 'never' } },
    { party: openNets, reached: 0, left: 19, refused: 219, link: { state: 'behind', since: ago(3) } },
  ],
  log: { size: 48_210, witnesses: 3, witnessesAsked: 4, at: ago(0.1) },
  held: { records: 31_904, own: 30_871, erasedToday: 2 },
};

export const records: RecordsView = {
  search: { q: 'log', kind: 'vulnerability' },
  kinds: [
    { value: 'vulnerability', count: 1482 },
    { value: 'indicator', count: 912 },
    { value: 'x-custom-thing', count: 3 },
  ],
  labels: [
    { value: 'clear', count: 1300 },
    { value: 'green', count: 64 },
    { value: 'amber', count: 1021 },
    { value: 'amber+strict', count: 12 },
  ],
  origins: [bereth, calder],
  rows: [
    { seq: 48_102, title: 'CVE-2021-44228 in Log4j', kind: 'vulnerability', label, origin: aldoria, at: ago(3) },
    {
      seq: 48_101,
      title: 'Beacon to a host registered last week',
      kind: 'indicator',
      label: { tlp: 'amber+strict', only: [bereth, calder] },
      origin: bereth,
      at: ago(20),
    },
    {
      seq: 47_020,
      title: 'https://example.test/a/very/long/address/that/somebody/used/as/a/title/without/any/space',
      kind: 'x-custom-thing',
      label: { tlp: 'green', purposes: ['statistics'] },
      origin: calder,
      at: ago(80),
    },
    { seq: 12, title: 'Wall of noise', kind: 'malware', label: { tlp: 'clear' }, origin: openNets, at: ago(900) },
  ],
  paging: { page: 2, pages: 38, total: 1482 },
  held: 31_904,
};

export const record: RecordView = {
  seq: 48_102,
  title: 'CVE-2021-44228 in Log4j',
  kind: 'vulnerability',
  label,
  origin: aldoria,
  isOwn: true,
  at: ago(3),
  object: {
    type: 'vulnerability',
    spec_version: '2.1',
    id: 'vulnerability--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061',
    created: '2021-12-10T00:00:00.000Z',
    modified: '2026-11-22T09:14:00.000Z',
    lang: 'en',
    name: 'CVE-2021-44228 in Log4j',
    description: 'Remote code execution in a logging library, known to be exploited since December 2021.',
    external_references: [
      { source_name: 'cve', external_id: 'CVE-2021-44228', url: 'https://www.cve.org/CVERecord?id=CVE-2021-44228' },
      { source_name: 'hostile', url: 'javascript:alert(1)' },
    ],
    x_kev: { due: '2021-12-24', ransomware: true },
    labels: ['known-exploited', 'energy'],
    confidence: 95,
    revoked: false,
  },
  references: [
    {
      direction: 'from',
      relation: 'indicates',
      title: 'Beacon to a host registered last week',
      kind: 'indicator',
      seq: 48_101,
    },
    { direction: 'to', relation: 'created_by_ref', title: 'identity--f431f809', kind: 'identity' },
  ],
  provenance: { batch: sampleId(31), index: 310, count: 1482, entry: 48_102, proofHref: '/records/48102/proof' },
  decisions: [
    {
      party: bereth,
      verdict: 'allowed',
      reasons: [policyAllows, notForThem, allows],
      left: { at: ago(3), receipt: sampleId(41) },
    },
    { party: calder, verdict: 'allowed', reasons: [policyAllows, { ...allows, agreement: constituency }] },
    { party: meridian, verdict: 'refused', reasons: [policyAllows, tooHigh, notForThem] },
    { party: openNets, verdict: 'refused', reasons: [{ code: 'no-agreement', allows: false }] },
  ],
  approval: { state: 'needed', reach: [bereth, calder], mayApprove: true },
};
export const received: RecordView = {
  ...record,
  isOwn: false,
  origin: bereth,
  approval: { state: 'given', by: 'r.osei', at: ago(1), reach: [], mayApprove: false },
  provenance: { ...record.provenance, receipt: sampleId(42) },
  owed: { agreement: withBereth, clause: 1, duties: clause.duties, eraseBy: sampleNow + 90 * 86_400 },
  decisions: [{ party: openNets, verdict: 'undecided', reasons: [{ code: 'undecided', allows: false }] }],
  references: [],
};

export const imported: ImportView = {
  label: 'amber+strict',
  limitBytes: 50_000_000,
  errors: [],
  result: {
    stage: 'checked',
    format: 'csv',
    notes: [
      { where: '/1/1', code: 'list-column-read', message: 'The column is read as this property: "ioc" as value.' },
    ],
    accepted: 1482,
    known: 12,
    unmarked: 1400,
    staged: 'k3JvXw',
    refused: [
      {
        where: 'indicator--2f1c4c5e-0000-4000-8000-4a4d0c7b5b88',
        code: 'marking-unknown',
        message: 'The marking is not known; TLP 1.0 or 2.0 was expected.',
      },
    ],
    losses: [
      {
        where: '/objects/17/x_score',
        code: 'number-float',
        message: 'A number that is not an integer is kept as text.',
      },
    ],
    reach: [
      { party: bereth, count: 1482 },
      { party: calder, count: 31 },
    ],
  },
};
export const importFaults: ImportView = {
  label: 'amber',
  limitBytes: 50_000_000,
  text: '{"type":"bundle"',
  errors: [
    { field: 'text', code: 'not-json' },
    { field: 'label', code: 'unknown-label' },
  ],
};

export const releases: ReleasesView = {
  rows: [
    {
      id: sampleId(41),
      number: 88,
      party: bereth,
      at: ago(3),
      count: 88,
      isCountersigned: true,
      shares: [
        { agreement: withBereth, clause: 1, count: 80 },
        { agreement: circle, clause: 2, count: 8 },
      ],
    },
    {
      id: sampleId(43),
      number: 12,
      party: calder,
      at: ago(30),
      count: 112,
      isCountersigned: false,
      shares: [{ agreement: constituency, clause: 1, count: 112 }],
    },
  ],
  paging: { page: 1, pages: 9, total: 211 },
  objects: 40_119,
  party: bereth,
  since: ago(24),
};

export const receipt: ReceiptView = {
  id: sampleId(41),
  number: 88,
  from: aldoria,
  to: bereth,
  at: ago(3),
  count: 88,
  root: sampleId(51),
  parties,
  shares: [
    { agreement: withBereth, clause: 1, count: 80, words: clause },
    { agreement: circle, clause: 2, count: 8, words: openClause },
  ],
  items: [
    { index: 0, title: 'CVE-2021-44228 in Log4j', kind: 'vulnerability', label, seq: 48_102 },
    { index: 1, title: 'Beacon', kind: 'indicator', label },
  ],
  paging: { page: 1, pages: 2, total: 88 },
  signatures: [
    { party: aldoria, role: 'sender', state: 'verified', keyVersion: 2 },
    { party: bereth, role: 'recipient', state: 'missing' },
  ],
  entry: 48_103,
  isIncluded: true,
  note: `comity/record/v1\n{"author":"${aldoria.id}","data":{"count":88},"kind":"release"}\n\n— comity/record/${aldoria.id} AAAAAA==\n`,
  noteHref: `/receipts/${sampleId(41)}/note`,
  proofHref: `/receipts/${sampleId(41)}/proof`,
};
