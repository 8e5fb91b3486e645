import { setImmediate } from 'node:timers/promises';
import { IndicatorIndex } from '#exchange/stix/match/indicator-index.ts';
import { parsePattern } from '#exchange/stix/pattern/parse-pattern.ts';
import type { PatternFault } from '#exchange/stix/pattern/pattern-fault.ts';
import { type StixObject, textOf } from '#exchange/stix/stix-object.ts';
import { contentOf } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { barredFromTools } from '../party/permitted-use.ts';

/** An indicator that is held and cannot be looked for. */
interface RefusedIndicator {
  readonly seq: number;
  readonly fault: PatternFault;
}

interface Newest {
  readonly seq: number;
  readonly author: string;
  readonly version: string;
}

interface IndicatorRow {
  readonly seq: number;
  readonly class: number;
  readonly object: string;
  readonly version: string;
  readonly author: string;
  readonly text: string;
}

/** Indicators taken in at one go: a fraction of a second. */
const portion = 2_000;
const mostRefusedListed = 1_000;

const next = `SELECT item.seq, item.class, item.object, item.version, class.author, item.text FROM item JOIN class ON class.id = item.class
  WHERE item.seq > ? AND item.text IS NOT NULL AND class.kind = 'indicator' ORDER BY item.seq LIMIT ${portion}`;

const instant = (object: StixObject, key: string, otherwise: number): number => {
  const text = textOf(object, key);
  return text === undefined ? otherwise : Date.parse(text);
};

/**
 * The indicators that a party holds, its own and those received, ready to be matched. Of the versions
 * that one author stated the newest counts, and none once it is revoked; nobody's version replaces
 * another's. Spec: MAT-13.
 */
export class HeldIndicators {
  readonly index = new IndicatorIndex();
  readonly #refused = new Map<number, PatternFault>();
  readonly #otherLanguage = new Set<number>();
  readonly #newest = new Map<string, readonly Newest[]>();
  #last = -1;

  /** Patterns in other languages than that of STIX, and patterns that were refused. */
  get notLooked(): { language: number; refused: number } {
    return { language: this.#otherLanguage.size, refused: this.#refused.size };
  }

  /** The first thousand patterns that were refused, each with its first fault. */
  get refused(): readonly RefusedIndicator[] {
    return [...this.#refused].slice(0, mostRefusedListed).map(([seq, fault]) => ({ seq, fault }));
  }

  /** Takes in a portion of what has come since; false when there was nothing. */
  takeSome(party: Party): boolean {
    const rows = party.db.all<IndicatorRow>(next, this.#last);
    const barred = new Set(barredFromTools(party));
    for (const row of rows) if (!barred.has(row.class)) this.#take(row);
    this.#last = rows.at(-1)?.seq ?? this.#last;
    return rows.length > 0;
  }

  /** Takes in everything that has come since. Others get their turn between portions. */
  async takeAll(party: Party): Promise<void> {
    while (this.takeSome(party)) await setImmediate();
  }

  /** Stops looking for an indicator whose text is gone. */
  forget(seq: number): void {
    this.index.remove(String(seq));
    this.#refused.delete(seq);
    this.#otherLanguage.delete(seq);
  }

  #take({ seq, object, version, author, text }: IndicatorRow): void {
    const known = this.#newest.get(object) ?? [];
    const before = known.find((one) => one.author === author);
    if (before !== undefined && before.version >= version) return;
    this.#newest.set(object, [...known.filter((one) => one !== before), { seq, author, version }]);
    if (before !== undefined) this.forget(before.seq);
    const content = contentOf(text);
    if (content['revoked'] !== true) this.#look(seq, content);
  }

  #look(seq: number, indicator: StixObject): void {
    const language = textOf(indicator, 'pattern_type');
    if (language !== undefined && language !== 'stix') {
      this.#otherLanguage.add(seq);
      return;
    }
    const { pattern, faults } = parsePattern(textOf(indicator, 'pattern') ?? '');
    if (pattern === undefined) return this.#refuse(seq, faults);
    const from = instant(indicator, 'valid_from', Number.NEGATIVE_INFINITY);
    const until = instant(indicator, 'valid_until', Number.POSITIVE_INFINITY);
    const unmatched = this.index.add({ id: String(seq), pattern, from, until });
    if (unmatched.length > 0) this.#refuse(seq, unmatched);
  }

  #refuse(seq: number, [fault]: readonly PatternFault[]): void {
    if (fault !== undefined) this.#refused.set(seq, fault);
  }
}

const held = new WeakMap<Party, HeldIndicators>();

/** The indicators of a running party; one index for all who match. Call `takeAll` before use. */
export function heldIndicators(party: Party): HeldIndicators {
  const known = held.get(party);
  if (known !== undefined) return known;
  const fresh = new HeldIndicators();
  held.set(party, fresh);
  return fresh;
}
