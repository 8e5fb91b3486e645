import type { Clause } from '#protocol/agreement/clause.ts';
import type { PartyRef } from '../parts/party.ts';
import type { AgreementRef, ReasonView } from '../parts/reasons.ts';

/** The moment at which every sample is read: 22 Nov 2026, 12:20 UTC, in Unix seconds. */
export const sampleNow = 1_795_350_000;
const hour = 3600;
export const ago = (hours: number): number => sampleNow - hours * hour;

/** A made-up id that looks like a hash. */
export const sampleId = (seed: number): string =>
  Array.from({ length: 64 }, (_, at) => ((seed * 7 + at * at * 13 + at * seed) % 16).toString(16)).join('');

const party = (seed: number, name: string): PartyRef => ({ id: sampleId(seed), name });
export const aldoria = party(1, 'Aldoria National CERT');
export const bereth = party(2, 'Bereth Cyber Centre');
export const calder = party(3, 'Calder Grid');
export const meridian = party(4, 'Meridian Secretariat');
export const openNets = party(5, 'Open Nets Observatory');
export const parties = [aldoria, bereth, calder, meridian, openNets];

export const withBereth: AgreementRef = { id: sampleId(11), title: 'Aldoria and Bereth: threat information' };
export const constituency: AgreementRef = { id: sampleId(12), title: 'Energy constituency' };
export const circle: AgreementRef = { id: sampleId(13), title: 'Meridian circle' };

export const clause: Clause = {
  n: 1,
  from: 'any',
  to: 'any',
  kinds: ['vulnerability', 'indicator', 'malware'],
  ceiling: 'amber',
  purposes: ['defence', 'response'],
  history: 'from-start',
  duties: {
    onward: 'own-constituency',
    actions: 'any',
    attribution: 'named',
    retentionDays: 90,
    erase: true,
    notify: 'affected-parties',
    encryptInTransit: true,
  },
};
export const openClause: Clause = {
  ...clause,
  n: 2,
  from: [aldoria.id],
  to: [bereth.id],
  kinds: 'any',
  ceiling: 'green',
  purposes: ['research', 'statistics'],
  history: 'all',
  duties: {
    onward: 'none',
    actions: 'detect-and-block-only',
    attribution: 'anonymous',
    erase: false,
    notify: 'none',
    encryptInTransit: false,
  },
};
export const allows: ReasonView = {
  code: 'clause-allows',
  allows: true,
  agreement: withBereth,
  clause: 1,
  ceiling: 'amber',
  kind: 'vulnerability',
  purposes: ['defence', 'response'],
  label: 'amber',
};
export const policyAllows: ReasonView = { code: 'policy-allows', allows: true };
export const tooHigh: ReasonView = {
  code: 'clause-label',
  allows: false,
  agreement: circle,
  clause: 1,
  label: 'amber',
  ceiling: 'green',
};
export const notForThem: ReasonView = { code: 'clause-not-to', allows: false, agreement: circle, clause: 2 };

export const label = { tlp: 'amber' } as const;
