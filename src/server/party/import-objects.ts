import { labelOfMarking, readMarking, statementMarkings } from '#exchange/stix/marking.ts';
import { checkNextVersion } from '#exchange/stix/object-set.ts';
import { readBundle } from '#exchange/stix/read-bundle.ts';
import { FaultList } from '#exchange/stix/stix-fault.ts';
import { type StixObject, sameJson } from '#exchange/stix/stix-object.ts';
import { versionInstant } from '#exchange/stix/version-index.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { batchRoot } from '#protocol/log/batch.ts';
import { itemHeadLine, itemTextUnder } from '#protocol/record/item.ts';
import { type Label, strictestUnmarked } from '#protocol/record/label.ts';
import type { NewItem } from '../store/item-store.ts';
import { objectKey } from '../store/object-key.ts';
import { entriesOf, keepBatch, lastNumber } from './batch-book.ts';
import { contentOf, describeStix } from './content.ts';
import type { Party } from './party.ts';
import { indexFewWords } from './word-index.ts';

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
  readonly labelled: Labelled;
  readonly object: StixObject;
}

/** A label with what follows from it for our own items, made once for all that bear it. */
interface Labelled {
  readonly label: Label;
  readonly headLine: string;
  /** By kind. */
  readonly facts: Map<string, ReleaseFacts>;
}

/** What objects are looked at with. */
export interface PrepareContext {
  /** Ids of known statement markings. */
  readonly statements: ReadonlySet<string>;
  readonly unmarked: Label;
  /** By the label's JSON. */
  readonly labels: Map<string, Labelled>;
}

function labelledAs(party: Party, label: Label, { labels }: PrepareContext): Labelled {
  const name = JSON.stringify(label);
  const known = labels.get(name);
  if (known) return known;
  const fresh = { label, headLine: itemHeadLine({ author: party.id, label, media: 'stix' }), facts: new Map() };
  labels.set(name, fresh);
  return fresh;
}

function factsOf(party: Party, { label, facts }: Labelled, kind: string): ReleaseFacts {
  const known = facts.get(kind);
  if (known) return known;
  const fresh: ReleaseFacts = { kind, label, author: party.id, holding: 'own', approved: false };
  facts.set(kind, fresh);
  return fresh;
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

/** Our own items of an object, oldest version first. */
function ownVersions(party: Party, { id }: StixObject): { version: string; text: string }[] {
  return party.db.all(
    `SELECT version, text FROM item_name JOIN item USING (seq) WHERE key = ? AND object = ? AND text IS NOT NULL
     AND class IN (SELECT id FROM class WHERE own = 1) ORDER BY version`,
    objectKey(id),
    id,
  );
}

/** What an object says against the versions of it that are our own, or that it is one of them. Spec: STX-12, STX-21. */
function againstOwn(party: Party, object: StixObject): ImportFault | 'known' | undefined {
  const versions = ownVersions(party, object);
  if (versions.length === 0) return undefined;
  const path = `/${object.id}`;
  const instant = versionInstant(object);
  const same = versions.find(({ version }) => version === instant);
  if (same !== undefined) {
    if (sameJson(contentOf(same.text), object)) return 'known';
    const message = 'Another content of the same id and version is already held.';
    return { code: 'import-version-differs', message, path };
  }
  const faults = new FaultList(1);
  const before = versions.findLast(({ version }) => version < instant);
  const after = versions.find(({ version }) => version > instant);
  if (before !== undefined) checkNextVersion(contentOf(before.text), object, path, faults);
  if (after !== undefined) checkNextVersion(object, contentOf(after.text), path, faults);
  return faults.listed[0];
}

/** What would become of one object; nothing is kept. Spec: STX-12. */
export function prepare(party: Party, object: StixObject, context: PrepareContext): Verdict {
  const path = `/${object.id}`;
  const label = labelOfMarking(readMarking(object, context.statements), context.unmarked);
  if (label === undefined)
    return { code: 'import-marking-unknown', message: 'The object bears a marking that is not known here.', path };
  const verdict = againstOwn(party, object);
  if (verdict !== undefined) return verdict;
  try {
    const labelled = labelledAs(party, label, context);
    return { text: itemTextUnder(labelled.headLine, JSON.stringify(object)), labelled, object };
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
  const items = prepared.map(({ text, labelled, object }): NewItem => {
    const about = describeStix(object);
    return { text, about, facts: factsOf(party, labelled, about.kind) };
  });
  const seqs = party.items.add(items, party.powers.now());
  const number = lastNumber(party, 'own', party.id) + 1;
  keepBatch(party, { id: record.id, direction: 'own', party: party.id, number, seed, brought: seqs[0] }, seqs);
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
  const context = { statements, unmarked: options.unmarked ?? strictestUnmarked, labels: new Map() };
  let [accepted, known, refused] = [0, reading.repeated, reading.refused];
  for (let start = 0; start < reading.objects.length; start += importBatch) {
    const slice = reading.objects.slice(start, start + importBatch);
    const kept = party.transaction(() => {
      const verdicts = slice.map((object) => prepare(party, object, context));
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
  indexFewWords(party);
  return { seen: reading.seen, accepted, known, refused, faults, losses: reading.losses };
}
