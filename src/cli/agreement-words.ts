import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import type { Duties } from '#protocol/agreement/duties.ts';
import type { Reason } from '#protocol/agreement/release-decision.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { AgreementEntry } from '#server/party/agreement-book.ts';

/** The title, in English where there is one. */
export const titleOf = ({ titles }: AgreementTerms): string =>
  (titles.find(({ lang }) => lang === 'en') ?? titles[0])?.text ?? 'Agreement';

/** An agreement as a sentence names it. */
export function agreementName(agreements: readonly AgreementEntry[], id: string): string {
  const entry = agreements.find(({ agreement }) => agreement.id === id);
  return entry === undefined
    ? `Agreement ${id.slice(0, 8)}…`
    : `"${titleOf(entry.agreement.terms)}" (${id.slice(0, 8)}…)`;
}

/** The clause that a reason cites, if it cites one that is known. */
export const clauseOf = (agreements: readonly AgreementEntry[], reason: Reason): Clause | undefined =>
  agreements
    .find(({ agreement }) => agreement.id === reason.agreement)
    ?.agreement.terms.clauses.find(({ n }) => n === reason.clause);

/** The known agreement that begins with these 8 or more characters. Faults: `agreement-unknown`, `agreement-ambiguous`. */
export function agreementNamed(agreements: readonly AgreementEntry[], word: string): AgreementEntry {
  const found = /^[0-9a-f]{8,64}$/.test(word)
    ? agreements.filter(({ agreement }) => agreement.id.startsWith(word))
    : [];
  const [only, second] = found;
  if (only === undefined)
    throw new Fault('agreement-unknown', `No known agreement has an id that begins with "${word}".`);
  if (second !== undefined)
    throw new Fault('agreement-ambiguous', `"${word}" means ${found.length} agreements: give more of the id.`);
  return only;
}

type NameOf = (party: string) => string;

const members = (list: 'any' | readonly string[], all: string, name: (member: string) => string): string =>
  list === 'any' ? all : list.map(name).join(', ') || 'nobody';

const onwardWords: Readonly<Record<Duties['onward'], string>> = {
  none: 'It is not passed on.',
  'same-agreement': 'It may be passed on to parties of this agreement.',
  'own-constituency': 'It may be passed on to the recipient’s own constituency.',
  'any-within-label': 'It may be passed on as far as its label allows.',
};

const actionWords: Readonly<Record<Duties['actions'], string>> = {
  any: 'It may be used in any way.',
  'internal-only': 'It is used inside the recipient’s own systems only.',
  'detect-and-block-only': 'It is used to detect and to block, and for nothing else.',
};

/** What a recipient owes, one sentence each. */
const dutyLines = ({
  onward,
  actions,
  attribution,
  retentionDays,
  erase,
  notify,
  encryptInTransit,
}: Duties): string[] => [
  onwardWords[onward],
  actionWords[actions],
  attribution === 'named' ? 'A relay names the source.' : 'A relay does not name the source.',
  ...(retentionDays === undefined ? [] : [`It is erased after ${retentionDays} days.`]),
  ...(erase ? ['An erasure notice of the source is followed.'] : []),
  ...(notify === 'none' ? [] : ['Affected parties are told.']),
  ...(encryptInTransit ? ['It is encrypted on the way.'] : []),
];

/** A clause in plain words, one sentence to a line. */
export function clauseLines(clause: Clause, nameOf: NameOf): string[] {
  const from = members(clause.from, 'Any party', nameOf);
  const to = members(clause.to, 'any other', nameOf);
  const kinds = members(clause.kinds, 'records of any kind', (kind) => kind);
  if (clause.matching !== undefined)
    return [
      `${from} lets ${to} find out by private matching which of its own values stand in ${kinds}, up to TLP:${clause.ceiling.toUpperCase()}, for ${clause.purposes.join(', ') || 'no use'}: at most ${clause.matching.perDay} values a day. Nothing is released.`,
    ];
  return [
    `${from} may send to ${to}: ${kinds}, up to TLP:${clause.ceiling.toUpperCase()}, for ${clause.purposes.join(', ') || 'no use'}.`,
    clause.history === 'all'
      ? 'Records held before are covered too.'
      : 'Only records from its entry into force on are covered.',
    ...dutyLines(clause.duties),
  ];
}
