import { firstClause } from '../parts/clause-fields.ts';
import type { AgreementView } from './agreement-page.ts';
import type { AgreementsView } from './agreements-page.ts';
import type { DryRunView } from './dry-run-page.ts';
import type { PartiesView } from './parties-page.ts';
import type { PartyView } from './party-page.ts';
import type { ProposeView } from './propose-page.ts';
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
  openClause,
  parties,
  policyAllows,
  sampleId,
  withBereth,
} from './sample-facts.ts';

export const agreements: AgreementsView = {
  mayPropose: true,
  rows: [
    {
      id: withBereth.id,
      title: withBereth.title,
      form: 'bilateral',
      parties: [aldoria, bereth],
      standing: 'in-force',
      signed: 2,
      waitsForUs: false,
      start: ago(2000),
      end: ago(-6000),
    },
    {
      id: constituency.id,
      title: constituency.title,
      form: 'constituency',
      parties: [aldoria, calder],
      standing: 'withdrawn',
      signed: 2,
      waitsForUs: false,
      start: ago(2000),
      end: ago(-6000),
    },
    {
      id: circle.id,
      title: circle.title,
      form: 'circle',
      parties,
      standing: 'not-signed',
      signed: 3,
      waitsForUs: true,
      start: ago(-20),
      end: ago(-9000),
    },
  ],
};

export const agreement: AgreementView = {
  id: circle.id,
  title: circle.title,
  form: 'constituency',
  centre: aldoria,
  standing: 'not-signed',
  start: ago(-20),
  end: ago(-9000),
  supersedes: withBereth,
  clauses: [clause, openClause, { ...clause, n: 3, to: [] }],
  signatories: parties.map((one, index) => ({
    party: one,
    hasSigned: index > 1,
    hasWithdrawn: index === 4,
    ...(index > 1 ? { at: ago(index * 5) } : {}),
  })),
  others: [],
  mayDo: 'sign',
  left: 0,
  reached: 0,
  entry: 48_000,
  reach: {
    parties: [
      { party: bereth, count: 1300 },
      { party: calder, count: 31 },
      { party: meridian, count: 2 },
    ],
    stays: 12,
  },
  note: 'comity/agreement/v1\n{"clauses":[]}\n',
  noteHref: `/agreements/${circle.id}/note`,
  errors: [{ field: 'confirm', code: 'confirm' }],
};
export const leaving: AgreementView = {
  ...agreement,
  standing: 'in-force',
  mayDo: 'withdraw',
  clauses: [],
  errors: [],
  form: 'bilateral',
};

export const propose: ProposeView = {
  parties,
  self: aldoria.id,
  agreements: [withBereth],
  errors: [
    { field: 'end', code: 'period' },
    { field: 'party', code: 'parties' },
    { field: 'clause-1-retentionDays', code: 'number' },
  ],
  values: {
    title: 'Aldoria and Bereth: indicators',
    form: 'bilateral',
    centre: '',
    parties: [bereth.id],
    start: '2026-12-01',
    end: '2026-11-01',
    supersedes: '',
    clauses: [firstClause, { ...firstClause, kinds: 'indicator' }],
  },
};
export const review: ProposeView = { ...propose, errors: [], review: { clauses: [clause], reach: agreement.reach } };

export const dryRun: DryRunView = {
  agreement: circle,
  isInForce: false,
  parties: [
    {
      party: bereth,
      would: 1300,
      stays: 12,
      classes: [
        {
          kind: 'vulnerability',
          label,
          origin: aldoria,
          count: 1300,
          verdict: 'allowed',
          reasons: [policyAllows, allows],
        },
        {
          kind: 'indicator',
          label: { tlp: 'red', only: [calder] },
          origin: calder,
          count: 12,
          verdict: 'refused',
          reasons: [
            { code: 'policy-label', allows: false, label: 'red', ceiling: 'amber+strict' },
            { code: 'label-recipients', allows: false },
            { code: 'onward-forbidden', allows: false },
          ],
        },
      ],
    },
    { party: meridian, would: 0, stays: 0, classes: [] },
  ],
};

export const partyList: PartiesView = {
  rows: parties.map((one, index) => ({
    party: one,
    kind: (['cert', 'state', 'company', 'intergovernmental', 'civil-society'] as const)[index] ?? 'registry',
    isSelf: index === 0,
    link: {
      state: (['in-step', 'in-step', 'behind', 'broken', 'never'] as const)[index] ?? 'never',
      since: ago(index * 4 + 1),
    },
    agreements: index % 3,
    held: index * 517,
  })),
};
export const partyView: PartyView = {
  party: bereth,
  kind: 'cert',
  isSelf: false,
  address: 'http://127.0.0.1:8471/',
  names: parties,
  keys: [
    { version: 2, at: ago(600), key: sampleId(61), isCurrent: true },
    { version: 1, at: ago(9000), key: sampleId(62), isCurrent: false },
  ],
  link: { state: 'broken', since: ago(3), contactAt: ago(3), waiting: 12, faultCode: 'link-unreachable', ahead: 3_660 },
  theyWitnessUs: { size: 48_209, at: ago(3) },
  account: {
    held: 1_264,
    lines: [
      { fate: 'arrived', rules: [], count: 1_204 },
      { fate: 'waits', rules: [], count: 2 },
      { fate: 'refused', rules: ['clause-label', 'approval-missing'], count: 58 },
    ],
  },
  maySend: [
    { agreement: withBereth, clause },
    { agreement: circle, clause: openClause },
  ],
  counts: { reached: 20_140, left: 8812, refused: 31 },
};
export const selfView: PartyView = { ...partyView, party: aldoria, isSelf: true, maySend: [] };
