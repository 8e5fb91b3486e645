import { textOf } from '#exchange/stix/stix-object.ts';
import { covers } from '#protocol/agreement/clause.ts';
import { decideMatching } from '#protocol/agreement/release-decision.ts';
import { standingOf } from '#protocol/agreement/standing.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import { agreements } from '../party/agreement-book.ts';
import { contentOf } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { partners } from '../party/peer-book.ts';
import { contextFor } from '../party/release-context.ts';
import { privateInputsOfPattern } from './private-value.ts';
import { type Evaluation, type EvaluationKeys, evaluate, evaluationKeys, outputOf } from './voprf.ts';

/** Bytes of an output that are published: two values of the same tag are one in 10^19. */
export const tagLength = 8;
/** Values of one question. */
export const mostAtOnce = 64;

const secondsPerDay = 86_400;
const daysPerEpoch = 7;
/** Indicators that get tags in one round: a fraction of a second. */
const portion = 100;

const dayOf = ({ now }: Party): number => Math.floor(now / secondsPerDay);
const epochOf = (party: Party): number => Math.floor(dayOf(party) / daysPerEpoch);

/** How many values `asker` may ask `holder` about in a day, by the agreements in force; undefined: none. Spec: AGR-11. */
export function matchingBudget(party: Party, holder: string, asker: string): number | undefined {
  const numbers = agreements(party)
    .filter((entry) => [holder, asker].every((one) => entry.agreement.terms.parties.includes(one)))
    .filter((entry) => standingOf(entry, party.now, [holder, asker]) === 'in-force')
    .flatMap(({ agreement }) => agreement.terms.clauses)
    .filter(({ from, to }) => covers(from, holder) && covers(to, asker))
    .flatMap(({ matching }) => matching?.perDay ?? []);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

/** Values asked today in one direction. */
export const privateCount = (party: Party, partner: string, direction: 'answered' | 'asked'): number =>
  party.db.count(
    'SELECT count FROM private_count WHERE partner = ? AND day = ? AND direction = ?',
    partner,
    dayOf(party),
    direction,
  );

/** Counts values; never which they were. Spec: MAT-19. */
export function countPrivately(party: Party, partner: string, direction: 'answered' | 'asked', count: number): void {
  const sql = `INSERT INTO private_count (partner, day, direction, count) VALUES (?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET count = count + excluded.count`;
  party.db.run(sql, partner, dayOf(party), direction, count);
}

interface Epoch {
  readonly epoch: number;
  readonly keys: EvaluationKeys;
  readonly next: number;
}

/** The keys for a partner in this epoch; those of an older one are forgotten with its tags. */
function currentEpoch(party: Party, partner: string): Epoch {
  const row = party.db.get<{ epoch: number; seed: Uint8Array; next: number }>(
    'SELECT epoch, seed, next FROM private_epoch WHERE partner = ?',
    partner,
  );
  const epoch = epochOf(party);
  if (row?.epoch === epoch) return { epoch, keys: evaluationKeys(row.seed), next: row.next };
  const seed = party.powers.random(32);
  party.transaction(() => {
    party.db.run('DELETE FROM private_tag WHERE partner = ?', partner);
    party.db.run(
      `INSERT INTO private_epoch (partner, epoch, seed, next) VALUES (?, ?, ?, 0)
       ON CONFLICT DO UPDATE SET epoch = excluded.epoch, seed = excluded.seed, next = 0`,
      partner,
      epoch,
      seed,
    );
  });
  return { epoch, keys: evaluationKeys(seed), next: 0 };
}

/** Whether items of a class and position are open to a partner for matching now. */
function opener(party: Party, partner: string): (item: { class: number; seq: number }) => boolean {
  const context = contextFor(party, partner);
  const grants = new Map<number, ReturnType<typeof decideMatching>>();
  return ({ class: id, seq }) => {
    const known = grants.get(id) ?? decideMatching(party.items.factsOf(id), context);
    grants.set(id, known);
    return known.some(({ after }) => seq > after);
  };
}

interface IndicatorRow {
  readonly seq: number;
  readonly class: number;
  readonly text: string;
}

const nextIndicators = `SELECT item.seq, item.class, item.text FROM item JOIN class ON class.id = item.class
  WHERE item.seq >= ? AND item.text IS NOT NULL AND class.kind = 'indicator' AND class.own = 1
  ORDER BY item.seq LIMIT ${portion}`;

function tagSome(party: Party, partner: string): void {
  const { keys, next } = currentEpoch(party, partner);
  const rows = party.db.all<IndicatorRow>(nextIndicators, next);
  if (rows.length === 0) return;
  party.transaction(() => {
    for (const { seq, text } of rows)
      for (const input of privateInputsOfPattern(textOf(contentOf(text), 'pattern') ?? '')) {
        const tag = outputOf(keys, utf8(input)).subarray(0, tagLength);
        party.db.run(
          'INSERT INTO private_tag (partner, item, tag) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
          partner,
          seq,
          tag,
        );
      }
    party.db.run('UPDATE private_epoch SET next = ? WHERE partner = ?', (rows.at(-1)?.seq ?? next) + 1, partner);
  });
}

/** Forgets the keys and tags of epochs that have ended, whether or not their partner may still ask. Spec: MAT-17. */
function forgetOldEpochs(party: Party): void {
  const epoch = epochOf(party);
  if (party.db.get('SELECT 1 FROM private_epoch WHERE epoch <> ?', epoch) === undefined) return;
  party.transaction(() => {
    party.db.run(
      'DELETE FROM private_tag WHERE partner IN (SELECT partner FROM private_epoch WHERE epoch <> ?)',
      epoch,
    );
    party.db.run('DELETE FROM private_epoch WHERE epoch <> ?', epoch);
  });
}

/** Makes tags for a portion of the indicators, for every partner that may ask. Spec: MAT-18. */
export function prepareTags(party: Party): void {
  forgetOldEpochs(party);
  for (const { id } of partners(party)) if (matchingBudget(party, party.id, id) !== undefined) tagSome(party, id);
}

/** What a partner that may ask is given: the key of the epoch, and tags of what is open to it now, in no order. */
export interface Offer {
  readonly epoch: number;
  readonly key: Uint8Array;
  readonly perDay: number;
  readonly asked: number;
  readonly tags: Uint8Array;
}

function requireBudget(party: Party, partner: string): number {
  const perDay = matchingBudget(party, party.id, partner);
  if (perDay === undefined) throw new Fault('matching-not-agreed', 'No agreement in force lets this party ask.');
  return perDay;
}

/** Tags of the indicators that are open to a partner for matching at this moment, sorted by their bytes. Spec: MAT-18. */
export function offerFor(party: Party, partner: string): Offer {
  const perDay = requireBudget(party, partner);
  const { epoch, keys } = currentEpoch(party, partner);
  const isOpen = opener(party, partner);
  const rows = party.db.all<{ seq: number; class: number; tag: Uint8Array }>(
    `SELECT item.seq, item.class, tag FROM private_tag JOIN item ON item.seq = private_tag.item
     WHERE partner = ? AND item.text IS NOT NULL ORDER BY tag`,
    partner,
  );
  const tags = concat(...rows.filter(isOpen).map(({ tag }) => tag));
  return { epoch, key: keys.publicKey, perDay, asked: privateCount(party, partner, 'answered'), tags };
}

/**
 * Evaluates what a partner blinded, within its budget; what is asked counts before it is answered. Faults:
 * `matching-not-agreed`, `matching-budget`, `matching-epoch`, `matching-element`. Spec: MAT-17, MAT-19.
 */
export function answerPrivately(
  party: Party,
  partner: string,
  epoch: number,
  elements: readonly Uint8Array[],
): Evaluation {
  const perDay = requireBudget(party, partner);
  const current = currentEpoch(party, partner);
  if (epoch !== current.epoch)
    throw new Fault('matching-epoch', 'The keys have changed since; ask for the tags again.');
  if (elements.length === 0 || elements.length > mostAtOnce)
    throw new Fault('matching-element', `One question has 1 to ${mostAtOnce} values.`);
  if (privateCount(party, partner, 'answered') + elements.length > perDay)
    throw new Fault('matching-budget', 'The agreement lets no more values be asked today.');
  party.transaction(() => countPrivately(party, partner, 'answered', elements.length));
  return evaluate(current.keys, elements, party.powers.random);
}
