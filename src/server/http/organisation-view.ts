import { textFor } from '#desks/infrastructure/notice.ts';
import { declaredLists } from '#desks/infrastructure/profile.ts';
import type { CorrectionKind } from '#protocol/agreement/correction.ts';
import type { MyAgreement, MyNotice, MyRecord, MyView } from '#web/pages/my-page.ts';
import type { MyRecordView } from '#web/pages/my-record-page.ts';
import type { ReceivedNoticeView } from '#web/pages/notice-received-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { type ConcernedRecord, concernedView, isNotice } from '../constituency/concerning.ts';
import { agreementsOf, constituent } from '../constituency/constituent-book.ts';
import { declarationOf } from '../constituency/profile-book.ts';
import { viewedRecord } from '../egress/constituent-view.ts';
import { type HeldNotice, noticeAt } from '../notice/held-notice.ts';
import { answersTo } from '../notice/notice-answers.ts';
import { factsOf } from '../notice/notice-matrix.ts';
import { contentLineOf } from '../party/content.ts';
import { agreementRef, labelView } from './decision-view.ts';
import { may, nothingHere, type Visit } from './visit.ts';

/** The organisation that the reader's account stands for. */
export function organisationOf({ session }: Visit): string {
  const id = session?.account.party;
  if (id === undefined) throw nothingHere();
  return id;
}

const mostShown = 200;

const recordOf = (visit: Visit, { seq, title, kind, label, at, reasons }: ConcernedRecord): MyRecord => ({
  seq,
  title,
  kind,
  label: labelView(visit, label),
  at,
  reasons,
});

/** A notice of this organisation's view, in its newest version there. */
export function myNotice(visit: Visit, id: string): HeldNotice {
  const found = concernedView(visit.party, organisationOf(visit)).find((one) => isNotice(one) && one.object === id);
  const held = found === undefined ? undefined : noticeAt(visit.party, found.seq);
  if (held === undefined) throw nothingHere();
  return held;
}

const factsFor = ({ party }: Visit, organisation: string, seq: number) =>
  factsOf(answersTo(party, seq).get(organisation) ?? [], true);

function noticeLine(visit: Visit, { seq, id, notice }: HeldNotice): MyNotice {
  const { opened, acknowledged } = factsFor(visit, organisationOf(visit), seq);
  const { urgency, state, until, by } = notice;
  return {
    id,
    title: textFor(notice, visit.reader.language).title,
    urgency,
    state,
    until,
    ...(by === undefined ? {} : { by }),
    ours: acknowledged !== undefined ? 'acknowledged' : opened !== undefined ? 'opened' : 'new',
  };
}

/** A notice as the organisation that was warned sees it. Of others, and of the centre's records, it says nothing. */
export function myNoticeView(visit: Visit, { seq, id, notice, label, author, at }: HeldNotice): ReceivedNoticeView {
  const { opened, acknowledged, status } = factsFor(visit, organisationOf(visit), seq);
  const { version, state, urgency, from, until, by } = notice;
  return {
    notice: {
      id,
      version,
      state,
      urgency,
      text: textFor(notice, visit.reader.language),
      label: labelView(visit, label),
      at,
      from,
      until,
      ...(by === undefined ? {} : { by }),
      records: notice.records.map((title) => ({ title })),
    },
    from: visit.names.of(author),
    ...(opened === undefined ? {} : { opened: { at: opened.at, role: opened.role } }),
    ...(acknowledged === undefined
      ? {}
      : {
          acknowledged: { at: acknowledged.at, role: acknowledged.role, ...(status === undefined ? {} : { status }) },
        }),
    mayAnswer: may(visit, 'act-for-organisation'),
    isDirect: author === visit.party.id,
    under: '/mine',
  };
}

/** One record that it may read now, whole. */
export function myRecordView(visit: Visit, seq: number): MyRecordView {
  const organisation = organisationOf(visit);
  const found = viewedRecord(visit.party, organisation, seq);
  if (found === undefined || isNotice(found)) throw nothingHere();
  const concerned = concernedView(visit.party, organisation).find((one) => one.seq === seq);
  const content = JSON.stringify(JSON.parse(contentLineOf(found.text)), undefined, 2);
  return {
    ...recordOf(visit, { ...found, reasons: concerned?.reasons ?? [] }),
    author: visit.names.of(found.author).name,
    content,
  };
}

/** Corrections of what was released to it that it has not answered. */
export function owedBy(visit: Visit): MyView['owed'] {
  const rows = visit.party.db.all<{ id: string; what: CorrectionKind; due: number; titles: string }>(
    `SELECT correction.id AS id, what, due, json_group_array(coalesce(item.title, '')) AS titles
     FROM correction JOIN correction_item ON correction_item.correction = correction.n
       LEFT JOIN item ON item.seq = correction_item.item
     WHERE correction.party = ? AND direction = 'sent'
       AND NOT EXISTS (SELECT 1 FROM correction_answer AS answer WHERE answer.correction = correction.n)
     GROUP BY correction.n ORDER BY due LIMIT 50`,
    organisationOf(visit),
  );
  return rows.map(({ id, what, due, titles }) => ({
    id,
    what,
    due,
    titles: (JSON.parse(titles) as string[]).filter((title) => title !== '').slice(0, 20),
  }));
}

function agreementsIn(visit: Visit, which: 'not-signed' | 'in-force'): MyAgreement[] {
  return agreementsOf(visit.party, organisationOf(visit))
    .filter(({ standing }) => standing === which)
    .map((entry) => ({
      ...agreementRef(visit, entry),
      clauses: entry.agreement.terms.clauses,
      end: entry.agreement.terms.end,
    }));
}

/** All that the page of an organisation shows. */
export function myView(visit: Visit, errors: readonly FieldError[]): MyView {
  const { party, names, parts, query } = visit;
  const organisation = organisationOf(visit);
  const isCustodial = constituent(party, organisation)?.isCustodial === true;
  const all = concernedView(party, organisation);
  const records = all.filter((one) => !isNotice(one));
  const concerning = records.filter(({ reasons }) => reasons.length > 0);
  const show = query.get('show') === 'all' ? 'all' : 'concerning';
  const notices = all.filter(isNotice).flatMap(({ seq }) => noticeAt(party, seq) ?? []);
  return {
    organisation: names.of(organisation),
    isCustodial,
    offers: isCustodial ? agreementsIn(visit, 'not-signed') : [],
    inForce: agreementsIn(visit, 'in-force'),
    parties: [names.of(party.id), names.of(organisation)],
    notices: notices.map((held) => noticeLine(visit, held)),
    show,
    concerning: concerning.length,
    all: records.length,
    records: (show === 'all' ? records : concerning).slice(0, mostShown).map((one) => recordOf(visit, one)),
    owed: isCustodial ? owedBy(visit) : [],
    declared: declaredLists(declarationOf(party, organisation).profile),
    feeds: parts.accounts
      .list()
      .filter(({ party: of, kind, disabled }) => of === organisation && kind === 'tool' && disabled === undefined)
      .map(({ name }) => name),
    url: party.url,
    mayAct: may(visit, 'act-for-organisation'),
    errors,
  };
}
