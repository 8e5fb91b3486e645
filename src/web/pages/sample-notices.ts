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

const released = sampleNow - 2990;
const told = (at: number, said = at) => ({ at, said, role: 'analyst' }) as const;

const rows: RecipientRow[] = [
  {
    party: bereth,
    state: 'not-delivered',
    isLate: false,
    released,
    link: { state: 'broken', since: sampleNow - 7200 },
  },
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
    released,
    delivered: sampleNow - 2900,
    opened: told(sampleNow - 1200),
    acknowledged: { ...told(sampleNow - 100, sampleNow - 900), role: 'releaser' },
    status: 'not-affected',
    receipt: 'cd'.repeat(32),
  },
  { party: aldoria, state: 'lapsed', isLate: false, released, opened: told(sampleNow - 2000) },
];

/** Forty teams at three in the morning: nine not reached, the rest on all steps. */
const teams: RecipientRow[] = Array.from({ length: 40 }, (_, n): RecipientRow => {
  const party = {
    id: n.toString(16).padStart(64, '0'),
    name: `Response team of region ${n + 1}`,
    kind: 'cert' as const,
  };
  const row = { party, isLate: false, released };
  if (n < 9) return { ...row, state: 'not-delivered', link: { state: 'broken', since: sampleNow - 7200 } };
  const there = { ...row, delivered: released + 20 + n * 9, receipt: 'cd'.repeat(32) };
  if (n < 14) return { ...there, state: 'delivered' };
  const opened = { ...there, opened: told(released + 300 + n * 31) };
  if (n < 20) return { ...opened, state: 'opened' };
  return { ...opened, state: 'acknowledged', acknowledged: told(released + 500 + n * 55), status: 'working' };
});

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

export const noticeToForty: SentNoticeView = { ...noticeSent, rows: teams, counts: tally(teams) };

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
    sector: 'energy',
    product: '',
    named: [bereth.id],
    label: 'amber',
    within: '3600',
    valid: '86400',
    records: 'indicator--1',
  },
  of: notice.id,
  partners: [bereth, calder],
  hasConstituents: true,
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
