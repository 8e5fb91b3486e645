import { tally } from '#desks/infrastructure/answer-matrix.ts';
import { noticeLanguages } from '#desks/infrastructure/notice.ts';
import type { NoticeView } from '../parts/notice.ts';
import type { NoticeFormValues, NoticeFormView } from './notice-form-page.ts';
import type { ReceivedNoticeView } from './notice-received-page.ts';
import type { RecipientRow, SentNoticeView } from './notice-sent-page.ts';
import type { NoticesView } from './notices-page.ts';
import { aldoria, bereth, calder, meridian, sampleNow } from './sample-facts.ts';

const notice: NoticeView = {
  id: '5e'.repeat(32),
  version: 2,
  state: 'current',
  urgency: 'immediate',
  text: {
    lang: 'en',
    title: 'Gateway of a common make is exploited: patch tonight',
    body: 'Two parties saw it used this evening.\nTraces stand in the report named below.',
    steps: ['Install version 4.2.1.', 'Look for the three file names of the report.'],
  },
  label: { tlp: 'amber', only: [bereth, calder] },
  at: sampleNow - 3000,
  from: sampleNow - 3000,
  until: sampleNow + 86_400,
  by: sampleNow + 600,
  records: [{ title: 'Report on the gateway', seq: 12 }, { title: 'indicator--1' }],
};

const rows: RecipientRow[] = [
  { party: bereth, state: 'not-delivered', isLate: false, link: { state: 'broken', since: sampleNow - 7200 } },
  {
    party: calder,
    state: 'not-delivered',
    isLate: false,
    refusedBy: { code: 'clause-label', allows: false, label: 'amber', ceiling: 'green', clause: 1 },
  },
  {
    party: meridian,
    state: 'acknowledged',
    isLate: true,
    since: sampleNow - 100,
    said: sampleNow - 900,
    role: 'releaser',
    status: 'not-affected',
    receipt: 'cd'.repeat(32),
  },
  { party: aldoria, state: 'lapsed', isLate: false, since: sampleNow - 2000, said: sampleNow - 2000, role: 'analyst' },
];

export const noticeSent: SentNoticeView = {
  notice,
  rows,
  counts: tally(rows),
  order: 'state',
  now: sampleNow,
  remind: { count: 3, from: sampleNow - 1, last: sampleNow - 400 },
  mayChange: true,
  renews: false,
  mail: { sent: 3, waiting: 1, failed: [{ party: calder, code: 'mail-refused' }] },
};

export const noticeReceived: ReceivedNoticeView = { notice, from: aldoria, mayAnswer: true, isDirect: true };

const line = { id: notice.id, title: notice.text.title, urgency: 'urgent', state: 'current' } as const;

export const notices: NoticesView = {
  received: [
    { ...line, until: sampleNow + 90, by: sampleNow + 60, from: bereth, ours: 'new' },
    { ...line, until: sampleNow - 90, from: calder, ours: 'acknowledged' },
  ],
  sent: [{ ...line, until: sampleNow + 900, by: sampleNow - 60, read: 3, acknowledged: 2, all: 40 }],
  mayState: true,
};

const nothing = { title: '', body: '', steps: '' };
const texts = Object.fromEntries(
  noticeLanguages.map((lang) => [lang, nothing]),
) as unknown as NoticeFormValues['texts'];

export const noticeForm: NoticeFormView = {
  values: {
    urgency: 'immediate',
    texts: { ...texts, en: { title: 'Patch the gateway', body: 'It is exploited.', steps: 'Patch\nLook' } },
    audience: 'named',
    named: [bereth.id],
    label: 'amber',
    within: '3600',
    valid: '86400',
    records: 'indicator--1',
  },
  of: notice.id,
  partners: [bereth, calder],
  agreements: [{ id: '0a'.repeat(32), title: 'Early warning' }],
  errors: [
    { field: 'title-en', code: 'notice-text' },
    { field: 'audience', code: 'notice-audience' },
    { field: 'records', code: 'notice-records' },
  ],
  consequence: {
    reached: [bereth],
    missed: [{ party: calder, reason: { code: 'no-agreement', allows: false } }],
    by: sampleNow + 3600,
    waits: true,
    mayApprove: true,
    checked: 'ef'.repeat(32),
  },
};
