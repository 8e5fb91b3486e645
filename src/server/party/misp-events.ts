import { type MispSource, type MispWriting, writeMisp } from '#exchange/misp/write-misp.ts';
import { type Duties, dutiesAtLeast } from '#protocol/agreement/duties.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseItem } from '#protocol/record/item.ts';
import { contentOf, isStix } from './content.ts';
import { organisationNames } from './misp-organisations.ts';
import type { Party } from './party.ts';

/** Owing nothing: all that a receiver in MISP would know of. */
const noDuties: Duties = {
  onward: 'any-within-label',
  actions: 'any',
  attribution: 'named',
  erase: false,
  notify: 'none',
  encryptInTransit: false,
};

/** Whether duties bind a record that MISP cannot carry. Spec: MSP-9. */
const isBound = ({ holding }: ReleaseFacts): boolean => holding !== 'own' && !dutiesAtLeast(noDuties, holding.duties);

interface Row {
  readonly seq: number;
  readonly class: number;
  readonly text: string;
}

/** The held objects that are wanted, as MISP events, with what became of each. Spec: MSP-9, MSP-10. */
export function mispEvents(party: Party, wanted: (row: Pick<Row, 'seq' | 'class'>) => boolean): MispWriting {
  const sources: MispSource[] = [];
  for (const row of party.db.each<Row>('SELECT seq, class, text FROM item WHERE text IS NOT NULL ORDER BY seq')) {
    if (!isStix(row.text) || !wanted(row)) continue;
    const { label } = parseItem(utf8(row.text));
    sources.push({ object: contentOf(row.text), label, isBound: isBound(party.items.factsOf(row.class)) });
  }
  return writeMisp(sources, organisationNames(party));
}
