import type { Reason, ReasonCode } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { Label } from '#protocol/record/label.ts';
import type { AgreementEntry } from '#server/party/agreement-book.ts';
import { agreementName, clauseOf } from './agreement-words.ts';

/** What a sentence may name besides the reason itself. */
export interface ReasonPlace {
  readonly facts: ReleaseFacts;
  readonly agreements: readonly AgreementEntry[];
}

/** A label as people write it, with its conditions. */
export function labelWords({ tlp, only, purposes }: Label): string {
  const narrowed = [
    ...(only === undefined ? [] : [`only ${only.length} named parties`]),
    ...(purposes === undefined ? [] : [`only for ${purposes.join(', ')}`]),
  ];
  return `TLP:${tlp.toUpperCase()}${narrowed.length === 0 ? '' : ` (${narrowed.join('; ')})`}`;
}

type Sentence = (where: string, place: ReasonPlace, reason: Reason) => string;

const ceilingOf = ({ agreements }: ReasonPlace, reason: Reason): string => {
  const clause = clauseOf(agreements, reason);
  return clause === undefined ? 'less' : `TLP:${clause.ceiling.toUpperCase()}`;
};

const usesOf = ({ agreements }: ReasonPlace, reason: Reason): string =>
  clauseOf(agreements, reason)?.purposes.join(', ') || 'no use';

const sentences: Readonly<Record<ReasonCode, Sentence>> = {
  'own-record': () => 'This is our own server: nothing leaves.',
  'policy-blocked': () => 'Our own policy sends nothing to this party.',
  'policy-label': (_, { facts }) => `Our own policy lets nothing marked ${labelWords(facts.label)} leave.`,
  'policy-kind': (_, { facts }) => `Our own policy keeps records of kind ${facts.kind} here.`,
  'policy-allows': () => 'Our own policy does not object.',
  'approval-missing': (_, { facts }) =>
    `Our own policy asks for a releaser's approval of what is ${labelWords(facts.label)}; there is none.`,
  'label-recipients': () => 'The label names who may receive it, and this party is not among them.',
  'record-recalled': () => 'Its author has revoked it or raised its label since.',
  'no-agreement': () => 'There is no agreement with this party.',
  'agreement-no-parties': (where) => `${where} does not have two parties, so it reaches nobody.`,
  'agreement-not-signed': (where) => `${where} is not signed by all its parties.`,
  'agreement-not-started': (where) => `${where} is not in force yet.`,
  'agreement-expired': (where) => `${where} has expired.`,
  'agreement-withdrawn': (where) => `A party has withdrawn from ${where}.`,
  'agreement-superseded': (where) => `${where} was replaced by a later agreement.`,
  'clause-not-from': (where) => `${where} does not cover what we send.`,
  'clause-not-to': (where) => `${where} does not reach this party.`,
  'clause-kind': (where, { facts }) => `${where} does not cover records of kind ${facts.kind}.`,
  'clause-label': (where, place, reason) =>
    `${where} reaches up to ${ceilingOf(place, reason)}; the record is ${labelWords(place.facts.label)}.`,
  'clause-purpose': (where, place, reason) =>
    `${where} is for ${usesOf(place, reason)}; the label does not allow that.`,
  'clause-history': (where) => `${where} does not cover records older than the agreement.`,
  'clause-matching': (where) => `${where} permits private matching and releases nothing.`,
  'onward-forbidden': () => 'We received it on condition that it is not passed on.',
  'onward-limit': (where) => `We received it on condition that it goes no further than agreed; ${where} goes further.`,
  'onward-unnamed': () =>
    'We received it on condition that its source is not named; passing it on would name it. `comity reissue` states it as ours.',
  'reference-unreleased': () => 'It names another record that is held here and may not go to this party.',
  'transit-unencrypted': () => 'It must be encrypted on the way, and the way to this party is not.',
  'clause-allows': (where, place, reason) =>
    `${where} allows it: up to ${ceilingOf(place, reason)}, for ${usesOf(place, reason)}.`,
  undecided: () => 'No rule has decided, so it stays here.',
};

/** One reason as one sentence. */
export function reasonWords(reason: Reason, place: ReasonPlace): string {
  const name = reason.agreement === undefined ? 'The agreement' : agreementName(place.agreements, reason.agreement);
  const where = reason.clause === undefined ? name : `${name}, clause ${reason.clause},`;
  const sentence = sentences[reason.code](where, place, reason);
  return sentence.replace(/,(?=[.;])/g, '');
}

/** A chain of reasons, one line each, what refuses marked as such. */
export const reasonLines = (reasons: readonly Reason[], place: ReasonPlace): string =>
  reasons.map((reason) => `  ${reason.allows ? 'allows: ' : 'refuses:'} ${reasonWords(reason, place)}\n`).join('');

/** Why a record that is open does not go yet. Spec: REL-12. */
export const waitingWords = 'It names a record that is held here and does not go to this party.';
