import { emptyProfile } from '#desks/infrastructure/profile.ts';
import type { ConcernsView } from './concerns-page.ts';
import type { ConstituencyView } from './constituency-page.ts';
import type { ConstituentView } from './constituent-page.ts';
import type { EnrolView } from './enrol-page.ts';
import type { MyView } from './my-page.ts';
import type { MyProfileView } from './my-profile-page.ts';
import type { MyRecordView } from './my-record-page.ts';
import type { MyReportView } from './my-report-page.ts';
import { ago, constituency as agreement, aldoria, calder, openClause, sampleId, sampleNow } from './sample-facts.ts';

const tarn = { id: sampleId(31), name: 'Tarn Water' };
const profile = {
  ...emptyProfile,
  sectors: ['water', 'utilities'],
  networks: ['192.0.2.0/24'],
  domains: ['tarn.example'],
  systems: [64_500],
  products: [{ vendor: 'Acme', product: 'Gate', version: '1.2' }],
} as const;

export const constituency: ConstituencyView = {
  rows: [
    {
      party: calder,
      sectors: ['energy'],
      declared: 2,
      isCustodial: false,
      isInForce: true,
      fetched: ago(2),
      unanswered: 0,
    },
    { party: tarn, sectors: [], declared: 0, isCustodial: true, isInForce: false, unanswered: 1 },
  ],
  bySector: [{ sector: 'energy', count: 1 }],
  sector: 'energy',
  mayEnrol: true,
};

export const emptyConstituency: ConstituencyView = { rows: [], bySector: [], mayEnrol: true };

export const constituent: ConstituentView = {
  party: tarn,
  profile,
  contacts: ['duty@tarn.example,en,always'],
  declaredAt: ago(3),
  isCustodial: true,
  isInForce: true,
  enrolled: ago(90),
  fetched: ago(1),
  agreements: [agreement],
  accounts: ['tarn.duty'],
  reports: [{ title: '198.51.100.7', seq: 4, at: ago(5) }],
  unanswered: 1,
  mayEnd: true,
  errors: [{ field: 'confirm', code: 'confirm' }],
};

export const enrolment: EnrolView = {
  values: { partner: '', name: 'Tarn Water', kind: 'company', ceiling: 'amber', years: '2', account: 'tarn.duty' },
  partners: [calder],
  errors: [{ field: 'account', code: 'name-taken' }],
  created: { party: tarn, account: { name: 'tarn.duty', password: 'invented-words' }, url: 'https://cert.example' },
};

const record = {
  seq: 7,
  title: 'Address of a loader',
  kind: 'indicator',
  label: { tlp: 'amber' },
  at: ago(4),
  reasons: [
    { kind: 'network', declared: '192.0.2.0/24' },
    { kind: 'sector', declared: 'water' },
    { kind: 'product', declared: 'Acme / Gate' },
    { kind: 'domain', declared: 'tarn.example' },
    { kind: 'system', declared: '64500' },
  ],
} as const;

const terms = {
  id: sampleId(32),
  title: 'Tarn Water',
  clauses: [{ ...openClause, to: [tarn.id] }],
  end: sampleNow + 90_000,
};

export const mine: MyView = {
  organisation: tarn,
  isCustodial: true,
  offers: [terms],
  inForce: [{ ...terms, id: sampleId(33) }],
  parties: [aldoria, tarn],
  notices: [
    {
      id: sampleId(34),
      title: 'Patch tonight',
      urgency: 'urgent',
      state: 'current',
      until: sampleNow + 900,
      by: sampleNow + 60,
      ours: 'new',
    },
  ],
  show: 'concerning',
  concerning: 3,
  all: 900,
  records: [record, { ...record, seq: 8, reasons: [{ kind: 'addressed' }, { kind: 'urgency', declared: 'urgent' }] }],
  owed: [{ id: sampleId(35), what: 'erased', titles: ['Address of a loader'], due: sampleNow + 3600 }],
  declared: 5,
  feeds: ['feed-0123456789ab'],
  key: { name: 'feed-0123456789ab', token: 'invented-token' },
  url: 'https://cert.example',
  mayAct: true,
  errors: [{ field: 'confirm', code: 'confirm' }],
};

export const myRecord: MyRecordView = {
  ...record,
  author: aldoria.name,
  content: '{\n  "type": "indicator"\n}',
};

export const myProfile: MyProfileView = {
  values: {
    sectors: ['water'],
    networks: '192.0.2.0/99',
    domains: 'tarn.example',
    systems: 'AS64500',
    products: 'Acme / Gate / 1.2',
    contacts: '',
    language: 'en',
    noticesFrom: 'immediate',
  },
  errors: [{ field: 'networks', code: 'lines' }],
  mayAct: true,
};

export const myReport: MyReportView = {
  values: { values: '198.51.100.7', text: '' },
  errors: [{ field: 'values', code: 'lines' }],
  mayAct: true,
  reported: [{ title: '198.51.100.7', at: ago(5) }],
};

export const concerns: ConcernsView = {
  seq: 7,
  title: 'Address of a loader',
  rows: [
    { party: tarn, reasons: record.reasons, isAllowed: true },
    { party: calder, reasons: [{ kind: 'sector', declared: 'astrology' }], isAllowed: false },
  ],
};
