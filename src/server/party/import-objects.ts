import { labelOfMarking, readMarking, statementMarkings } from '#exchange/stix/marking.ts';
import { readBundle } from '#exchange/stix/read-bundle.ts';
import { type StixObject, sameJson } from '#exchange/stix/stix-object.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { batchRoot } from '#protocol/log/batch.ts';
import { itemText, parseItem } from '#protocol/record/item.ts';
import { type Label, strictestUnmarked } from '#protocol/record/label.ts';
import { entriesOf, keepBatch, lastNumber } from './batch-book.ts';
import { describeStix, versionOf } from './content.ts';
import type { Party } from './party.ts';

/** One thing that was not taken over, and where it stood. */
export interface ImportFault {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}

/** What became of every object: accepted + known + refused = seen. Spec: STX-12. */
export interface ImportReport {
  readonly seen: number;
  readonly accepted: number;
  /** Already held, equal. */
  readonly known: number;
  readonly refused: number;
  readonly faults: readonly ImportFault[];
  readonly losses: readonly ImportFault[];
}

export interface ImportOptions {
  /** Label of objects without a TLP marking. */
  readonly unmarked?: Label;
  /** Called after each batch with the number of objects done, of how many. */
  readonly progress?: (done: number, of: number) => void;
}

/** An object that will be kept, as the text of its item. */
export interface Prepared {
  readonly text: string;
  readonly label: Label;
  readonly object: StixObject;
}

/** Objects of one signed batch. */
export const importBatch = 1000;

type Verdict = Prepared | ImportFault | 'known';

/** Statement markings that are held already, beside those of the bundle. */
export function heldStatements(party: Party): StixObject[] {
  const rows = party.db.all<{ text: string | null }>(
    "SELECT text FROM item WHERE class IN (SELECT id FROM class WHERE kind = 'marking-definition')",
  );
  return rows.flatMap(({ text }) => (text === null ? [] : [contentOf(text)]));
}

/** The STIX object of an item's text that this server wrote or checked itself. */
export const contentOf = (text: string): StixObject => JSON.parse(parseItem(utf8(text)).content) as StixObject;

/** Our own item of the same id and version, if there is one. */
function sameVersion(party: Party, object: StixObject): StixObject | undefined {
  const row = party.db.get<{ text: string }>(
    `SELECT text FROM item WHERE object = ? AND version = ? AND text IS NOT NULL
     AND class IN (SELECT id FROM class WHERE own = 1) LIMIT 1`,
    object.id,
    versionOf(object),
  );
  return row === undefined ? undefined : contentOf(row.text);
}

/** What would become of one object; nothing is kept. Spec: STX-12. */
export function prepare(
  party: Party,
  object: StixObject,
  context: { statements: ReadonlySet<string>; unmarked: Label },
): Verdict {
  const path = `/${object.id}`;
  const label = labelOfMarking(readMarking(object, context.statements), context.unmarked);
  if (label === undefined)
    return { code: 'import-marking-unknown', message: 'The object bears a marking that is not known here.', path };
  const held = sameVersion(party, object);
  if (held !== undefined) {
    if (sameJson(held, object)) return 'known';
    return {
      code: 'import-version-differs',
      message: 'Another content of the same id and version is already held.',
      path,
    };
  }
  try {
    return {
      text: itemText({ author: party.id, label, media: 'stix', content: JSON.stringify(object) }),
      label,
      object,
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { code: error.code, message: error.message, path };
  }
}

function keepOwnBatch(party: Party, prepared: readonly Prepared[]): void {
  const seed = party.powers.random(32);
  const root = hex(
    batchRoot(
      entriesOf(
        seed,
        prepared.map(({ text }) => text),
      ),
    ),
  );
  const record = party.record({ kind: 'batch', label: strictestUnmarked, data: { count: prepared.length, root } });
  const seqs = prepared.map(({ text, label, object }) => {
    const about = describeStix(object);
    const facts = { kind: about.kind, label, author: party.id, holding: 'own', approved: false } as const;
    return party.items.add(text, facts, about, party.powers.now());
  });
  const number = lastNumber(party, 'own', party.id) + 1;
  keepBatch(party, { id: record.id, direction: 'own', party: party.id, number, seed }, seqs);
}

/**
 * Imports a STIX bundle (or TAXII envelope, or list) as our own statements, in signed and logged
 * batches. Each batch is kept whole or not at all, so a cut import is continued by repeating it.
 * Nothing is dropped in silence. Spec: STX-2, STX-12, ITM-1, KEP-2.
 */
export function importObjects(party: Party, source: Uint8Array | string, options: ImportOptions = {}): ImportReport {
  const reading = readBundle(source);
  const statements = statementMarkings([...heldStatements(party), ...reading.objects]);
  const faults: ImportFault[] = [...reading.faults];
  const unmarked = options.unmarked ?? strictestUnmarked;
  let [accepted, known, refused] = [0, reading.repeated, reading.refused];
  for (let start = 0; start < reading.objects.length; start += importBatch) {
    const slice = reading.objects.slice(start, start + importBatch);
    const kept = party.transaction(() => {
      const verdicts = slice.map((object) => prepare(party, object, { statements, unmarked }));
      const good = verdicts.filter((verdict): verdict is Prepared => typeof verdict === 'object' && 'text' in verdict);
      const bad = verdicts.filter(
        (verdict): verdict is ImportFault => typeof verdict === 'object' && 'code' in verdict,
      );
      if (good.length > 0) keepOwnBatch(party, good);
      for (const fault of bad) party.refusal(undefined, fault);
      return { good: good.length, bad };
    });
    party.powers.step('batch-kept');
    accepted += kept.good;
    refused += kept.bad.length;
    known += slice.length - kept.good - kept.bad.length;
    faults.push(...kept.bad);
    options.progress?.(Math.min(start + importBatch, reading.objects.length), reading.objects.length);
  }
  // Batches wait in the log and survive a crash there, so one seal for all of them is enough. Spec: KEP-1, KEP-2.
  party.sealAndPublish();
  return { seen: reading.seen, accepted, known, refused, faults, losses: reading.losses };
}
