import type { Language } from '../language.ts';
import type { Reader } from '../reader.ts';
import { accountsPage } from './accounts-page.ts';
import { affectedPage } from './affected-page.ts';
import { agreementPage } from './agreement-page.ts';
import { agreementsPage } from './agreements-page.ts';
import { concernsPage } from './concerns-page.ts';
import { constituencyPage } from './constituency-page.ts';
import { constituentPage } from './constituent-page.ts';
import { correctionsPage } from './corrections-page.ts';
import { dryRunPage } from './dry-run-page.ts';
import { enrolPage } from './enrol-page.ts';
import { erasePage } from './erase-page.ts';
import { faultPage, notFoundPage } from './fault-page.ts';
import { feedPage } from './feed-page.ts';
import { feedsPage } from './feeds-page.ts';
import { graphPage } from './graph-page.ts';
import { importPage } from './import-page.ts';
import { leftPage } from './left-page.ts';
import { logBookPage } from './log-book-page.ts';
import { logEntryPage } from './log-entry-page.ts';
import { matchingPage } from './matching-page.ts';
import { myPage } from './my-page.ts';
import { myProfilePage } from './my-profile-page.ts';
import { myRecordPage } from './my-record-page.ts';
import { myReportPage } from './my-report-page.ts';
import { noticeFormPage } from './notice-form-page.ts';
import { noticeReceivedPage } from './notice-received-page.ts';
import { noticeSentPage } from './notice-sent-page.ts';
import { noticesPage } from './notices-page.ts';
import { partiesPage } from './parties-page.ts';
import { partyPage } from './party-page.ts';
import { proposePage } from './propose-page.ts';
import { reachedPage } from './reached-page.ts';
import { receiptPage } from './receipt-page.ts';
import { recordPage } from './record-page.ts';
import { recordsPage } from './records-page.ts';
import { reissuePage } from './reissue-page.ts';
import type { Change, Samples } from './sample.ts';
import { advisoryRecord } from './sample-advisory.ts';
import {
  agreement,
  agreements,
  dryRun,
  leaving,
  partyList,
  partyView,
  propose,
  review,
  selfView,
} from './sample-agreements.ts';
import { boardSamples } from './sample-board.ts';
import { caseKeepingSamples } from './sample-case-keeping.ts';
import { caseRoomSamples } from './sample-case-rooms.ts';
import { caseSamples } from './sample-case-views.ts';
import {
  concerns,
  constituency,
  constituent,
  emptyConstituency,
  enrolment,
  mine,
  myProfile,
  myRecord,
  myReport,
} from './sample-constituency.ts';
import { contactSamples } from './sample-contacts.ts';
import { affected, corrections } from './sample-corrections.ts';
import { aldoria, bereth, meridian, sampleNow } from './sample-facts.ts';
import { emptyFeeds, feed, feeds, pausedFeed } from './sample-feeds.ts';
import { accounts, emptyLog, logBook, logEntry } from './sample-log.ts';
import { emptyMatching, matching } from './sample-matching.ts';
import { noticeForm, noticeReceived, noticeSent, notices, noticeToForty } from './sample-notices.ts';
import { practiceSamples } from './sample-practice.ts';
import { imported, importFaults, receipt, received, record, records, releases, today } from './sample-records.ts';
import { graphView, situation } from './sample-situation.ts';
import { signInPage } from './sign-in-page.ts';
import { situationPage } from './situation-page.ts';
import { todayPage } from './today-page.ts';

const organisationReader = (reader: Reader): Reader => ({ ...reader, isOrganisation: true });

const constituencySamples = (change: Change): Samples => ({
  constituency: { path: '/constituency', make: (reader) => constituencyPage(change(constituency), reader) },
  'constituency-empty': {
    path: '/constituency',
    make: (reader) => constituencyPage(change(emptyConstituency), reader),
  },
  constituent: { path: '/constituency/1', make: (reader) => constituentPage(change(constituent), reader) },
  enrol: { path: '/constituency/enrol', make: (reader) => enrolPage(change(enrolment), reader) },
  concerns: { path: '/records/7/concerns', make: (reader) => concernsPage(change(concerns), reader) },
  mine: { path: '/mine', make: (reader) => myPage(change(mine), organisationReader(reader)) },
  'mine-new': {
    path: '/mine',
    make: (reader) =>
      myPage(
        change({
          ...mine,
          offers: [],
          inForce: [],
          notices: [],
          records: [],
          owed: [],
          all: 0,
          declared: 0,
          feeds: [],
          errors: [],
        }),
        organisationReader(reader),
      ),
  },
  'my-record': {
    path: '/mine/records/7',
    make: (reader) => myRecordPage(change(myRecord), organisationReader(reader)),
  },
  'my-profile': {
    path: '/mine/profile',
    make: (reader) => myProfilePage(change(myProfile), organisationReader(reader)),
  },
  'my-report': { path: '/mine/report', make: (reader) => myReportPage(change(myReport), organisationReader(reader)) },
});

const recordSamples = (change: Change): Samples => ({
  'sign-in': {
    path: '/sign-in',
    make: (reader) => {
      const { account: _account, ...stranger } = reader;
      return signInPage(
        change({ name: 'n.amara', next: '/records', errors: [{ field: 'password', code: 'credentials' }] }),
        stranger,
      );
    },
  },
  today: { path: '/', make: (reader) => todayPage(change(today), { ...reader, notice: 'signed' }) },
  'today-new': {
    path: '/',
    make: (reader) =>
      todayPage(change({ ...today, waiting: [], parties: [], held: { records: 0, own: 0, erasedToday: 0 } }), reader),
  },
  situation: { path: '/situation', make: (reader) => situationPage(change(situation), reader) },
  matching: { path: '/matching', make: (reader) => matchingPage(change(matching), reader) },
  'matching-empty': {
    path: '/matching',
    make: (reader) => matchingPage(change(emptyMatching), reader),
  },
  'situation-empty': {
    path: '/situation',
    make: (reader) => situationPage(change({ ...situation, held: 0, counted: 0 }), reader),
  },
  graph: { path: '/records/48102/graph', make: (reader) => graphPage(change(graphView), reader) },
  records: {
    path: '/records',
    make: (reader) =>
      recordsPage(change(records), { ...reader, query: { q: 'log', kind: 'vulnerability', page: '2' } }),
  },
  'records-waiting': {
    path: '/records',
    make: (reader) => recordsPage(change({ ...records, search: { waiting: 'approval' } }), reader),
  },
  'records-refused': {
    path: '/records',
    make: (reader) => recordsPage(change({ ...records, rows: [], search: { refused: meridian } }), reader),
  },
  'records-empty': {
    path: '/records',
    make: (reader) => recordsPage(change({ ...records, rows: [], held: 0, search: {} }), reader),
  },
  record: { path: '/records/48102', make: (reader) => recordPage(change(record), reader) },
  advisory: { path: '/records/48102', make: (reader) => recordPage(change(advisoryRecord), reader) },
  'record-received': { path: '/records/48102', make: (reader) => recordPage(change(received), reader) },
  import: { path: '/import', make: (reader) => importPage(change(imported), reader) },
  'import-faults': { path: '/import', make: (reader) => importPage(change(importFaults), reader) },
  left: { path: '/left', make: (reader) => leftPage(change(releases), reader) },
  'left-empty': {
    path: '/left',
    make: (reader) => leftPage(change({ rows: [], objects: 0, paging: { page: 1, pages: 1, total: 0 } }), reader),
  },
  reached: { path: '/reached', make: (reader) => reachedPage(change(releases), reader) },
  'reached-empty': {
    path: '/reached',
    make: (reader) => reachedPage(change({ rows: [], objects: 0, paging: { page: 1, pages: 1, total: 0 } }), reader),
  },
  receipt: { path: `/receipts/${receipt.id}`, make: (reader) => receiptPage(change(receipt), reader) },
});

const correctionSamples = (change: Change): Samples => ({
  corrections: { path: '/corrections', make: (reader) => correctionsPage(change(corrections), reader) },
  'corrections-empty': {
    path: '/corrections',
    make: (reader) => correctionsPage(change({ sent: [], received: [], record: 17 }), reader),
  },
  affected: { path: '/affected', make: (reader) => affectedPage(change(affected), reader) },
  'affected-empty': { path: '/affected', make: (reader) => affectedPage(change({ rows: [], mayMark: true }), reader) },
  erase: {
    path: '/records/17/erase',
    make: (reader) =>
      erasePage(change({ seq: 17, title: 'A report', isOwn: true, holders: [bereth, meridian] }), reader),
  },
  reissue: {
    path: '/records/17/reissue',
    make: (reader) =>
      reissuePage(
        change({
          seq: 17,
          title: 'Beacon of a loader',
          planned: {
            object: { type: 'indicator', name: 'Beacon of a loader', pattern: "[ipv4-addr:value = '192.0.2.7']" },
            taken: ['created_by_ref', 'external_references/0'],
            reach: [bereth, meridian],
            awaitsApproval: true,
            others: 2,
          },
          held: [{ seq: 18, title: 'A note', fault: 'reissue-names-source', place: '/content' }],
        }),
        reader,
      ),
  },
  'reissue-refused': {
    path: '/records/17/reissue',
    make: (reader) =>
      reissuePage(
        change({
          seq: 17,
          title: 'A report',
          held: [{ seq: 17, title: 'A report', fault: 'reissue-forbidden', place: '' }],
        }),
        reader,
      ),
  },
  'erase-foreign': {
    path: '/records/17/erase',
    make: (reader) => erasePage(change({ seq: 17, title: 'A report', isOwn: false, holders: [] }), reader),
  },
});

const noticeSamples = (change: Change): Samples => ({
  notices: { path: '/notices', make: (reader) => noticesPage(change(notices), reader) },
  'notices-empty': {
    path: '/notices',
    make: (reader) => noticesPage(change({ received: [], sent: [], mayState: true }), reader),
  },
  'notice-sent': {
    path: `/notices/${noticeSent.notice.id}`,
    make: (reader) => noticeSentPage(change(noticeSent), reader),
  },
  'notice-to-forty': {
    path: `/notices/${noticeSent.notice.id}`,
    make: (reader) => noticeSentPage(change(noticeToForty), reader),
  },
  'notice-over': {
    path: `/notices/${noticeSent.notice.id}`,
    make: (reader) =>
      noticeSentPage(
        change({
          ...noticeSent,
          notice: { ...noticeSent.notice, state: 'cancelled', newest: 4 },
          waitsFor: 3,
          renews: true,
        }),
        reader,
      ),
  },
  'notice-new': {
    path: `/notices/${noticeReceived.notice.id}`,
    make: (reader) => noticeReceivedPage(change(noticeReceived), reader),
  },
  'notice-opened': {
    path: `/notices/${noticeReceived.notice.id}`,
    make: (reader) =>
      noticeReceivedPage(
        change({ ...noticeReceived, opened: { at: sampleNow - 60, role: 'analyst' }, reminded: sampleNow - 90 }),
        reader,
      ),
  },
  'notice-form': { path: '/notices/new', make: (reader) => noticeFormPage(change(noticeForm), reader) },
});

const agreementSamples = (change: Change): Samples => ({
  agreements: { path: '/agreements', make: (reader) => agreementsPage(change(agreements), reader) },
  'agreements-empty': {
    path: '/agreements',
    make: (reader) => agreementsPage(change({ rows: [], mayPropose: false }), reader),
  },
  agreement: { path: `/agreements/${agreement.id}`, make: (reader) => agreementPage(change(agreement), reader) },
  'agreement-leaving': {
    path: `/agreements/${agreement.id}`,
    make: (reader) => agreementPage(change(leaving), reader),
  },
  propose: { path: '/agreements/new', make: (reader) => proposePage(change(propose), reader) },
  'propose-review': { path: '/agreements/new', make: (reader) => proposePage(change(review), reader) },
  'dry-run': { path: `/agreements/${agreement.id}/dry-run`, make: (reader) => dryRunPage(change(dryRun), reader) },
  feeds: { path: '/feeds', make: (reader) => feedsPage(change(feeds), { ...reader, notice: 'source-on' }) },
  'feeds-empty': { path: '/feeds', make: (reader) => feedsPage(change(emptyFeeds), reader) },
  feed: { path: `/feeds/${feed.name}`, make: (reader) => feedPage(change(feed), { ...reader, notice: 'source-due' }) },
  'feed-paused': {
    path: `/feeds/${pausedFeed.name}`,
    make: (reader) => feedPage(change(pausedFeed), { ...reader, notice: 'source-paused' }),
  },
  parties: { path: '/parties', make: (reader) => partiesPage(change(partyList), reader) },
  party: { path: `/parties/${bereth.id}`, make: (reader) => partyPage(change(partyView), reader) },
  'party-self': { path: `/parties/${aldoria.id}`, make: (reader) => partyPage(change(selfView), reader) },
  'log-book': { path: '/log-book', make: (reader) => logBookPage(change(logBook), reader) },
  'log-book-empty': { path: '/log-book', make: (reader) => logBookPage(change(emptyLog), reader) },
  'log-entry': { path: '/log-book/48207', make: (reader) => logEntryPage(change(logEntry), reader) },
  accounts: { path: '/accounts', make: (reader) => accountsPage(change(accounts), reader) },
  fault: {
    path: '/import',
    make: (reader) =>
      faultPage(
        change({ status: 422, code: 'json-depth', message: 'Nested deeper than 32 levels.', at: '/objects/4' }),
        reader,
      ),
  },
  'not-found': { path: '/nowhere', make: notFoundPage },
});

/** Every page, its view passed through `change` first, so that a test can put hostile text into it. */
export const samplePagesWith = (change: Change): Samples => ({
  ...constituencySamples(change),
  ...recordSamples(change),
  ...correctionSamples(change),
  ...noticeSamples(change),
  ...agreementSamples(change),
  ...caseSamples(change),
  ...caseKeepingSamples(change),
  ...caseRoomSamples(change),
  ...boardSamples(change),
  ...contactSamples(change),
  ...practiceSamples(change),
});

/** Every page with invented data, by name. */
export const samplePages = samplePagesWith((view) => view);

const partyNames: Readonly<Record<Language, string>> = {
  ar: 'الفريق الوطني للاستجابة في ألدوريا',
  zh: '阿尔多里亚国家应急中心',
  en: 'Aldoria National CERT',
  fr: 'CERT national d’Aldoria',
  ru: 'Национальный CERT Алдории',
  es: 'CERT nacional de Aldoria',
};

/** A reader of a sample page. */
export const sampleReader = (language: Language, path: string): Reader => ({
  language,
  timeZone: 'Europe/Paris',
  now: sampleNow,
  path,
  query: {},
  party: partyNames[language],
  csrf: 'sample-token',
  account: { name: 'n.amara', role: path === '/accounts' ? 'administrator' : 'releaser' },
});
