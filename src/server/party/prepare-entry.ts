import { type Advisory, tlpOf } from '#exchange/csaf/advisory.ts';
import { advisoryContent, parseAdvisoryContent } from '#exchange/csaf/advisory-content.ts';
import { iepLevels } from '#exchange/stix/iep.ts';
import { labelBeside, labelOfMarking, levelOfRest, readMarking, statementMarkings } from '#exchange/stix/marking.ts';
import { checkNextVersion } from '#exchange/stix/object-set.ts';
import { type Variant, variantsOf } from '#exchange/stix/redact.ts';
import { FaultList } from '#exchange/stix/stix-fault.ts';
import { type StixObject, sameJson, textOf } from '#exchange/stix/stix-object.ts';
import { compareTimestamps } from '#exchange/stix/timestamp.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { itemHeadLine, itemTextUnder, type Media, parseItem } from '#protocol/record/item.ts';
import { type Label, labelAtMost, strictestOf, type Tlp } from '#protocol/record/label.ts';
import { objectKey } from '../store/object-key.ts';
import { type ContentDescription, contentLineOf, contentOf, describeAdvisory, describeStix } from './content.ts';
import type { Party } from './party.ts';
import type { SourceEntry, SourceReading, SourceRemark } from './read-source.ts';

/** The text of an item, and what the store needs of it. */
interface PreparedItem {
  readonly text: string;
  readonly facts: ReleaseFacts;
  readonly about: ContentDescription;
}

/** A statement that will be kept as an item. */
export interface Prepared extends PreparedItem {
  /** The same with parts taken out, for lower levels; fullest first. Spec: STX-25. */
  readonly variants: readonly PreparedItem[];
  /** Whether the label is the importer's, for want of another. */
  readonly isUnmarked: boolean;
  /** Whether no other version of it is our own yet. */
  readonly isOnly: boolean;
}

/** What follows from a label for our own items, made once for all that bear it. */
interface Labelled {
  readonly label: Label;
  readonly headLine: string;
  /** By kind. */
  readonly facts: Map<string, ReleaseFacts>;
}

/** What statements are looked at with. */
export interface PrepareContext {
  /** Ids of known statement markings. */
  readonly statements: ReadonlySet<string>;
  /** The levels of known exchange policies that a label honours. */
  readonly policies: ReadonlyMap<string, Tlp>;
  readonly unmarked: Label;
  /** No label is wider than this in parties and purposes. Spec: SRC-4. */
  readonly within: Label | undefined;
  readonly mayFollow: (object: string) => boolean;
  /** By media and the label's JSON. */
  readonly labels: Map<string, Labelled>;
}

export type Verdict = Prepared | SourceRemark | 'known';

/** The contents of the versions next to one, where there are any. */
interface Neighbours {
  readonly before?: string;
  readonly after?: string;
}

/** One statement before it is compared with what is held. */
interface Statement {
  readonly media: Media;
  readonly label: Label | undefined;
  readonly isUnmarked: boolean;
  readonly about: ContentDescription;
  readonly content: () => string;
  readonly variants: () => readonly Variant[];
  /** Whether an item with the same content goes as far as this statement may; else it is kept once more. Spec: MSP-4. */
  readonly admits: (held: string) => boolean;
  /** Whether the content of an item says the same. */
  readonly isSame: (held: string) => boolean;
  /** What it does against the versions before and after it that are our own. */
  readonly faultBetween: (versions: Neighbours) => SourceRemark | undefined;
}

/** `said`: the label that the format gives the object beside its marking. */
function stixStatement(object: StixObject, context: PrepareContext, said?: Label): Statement {
  const { statements, policies, unmarked } = context;
  const marking = readMarking(object, statements, policies);
  const label = said === undefined ? labelOfMarking(marking, unmarked) : labelBeside(marking, said);
  // Where another format says the label, the markings of parts do not widen it.
  const hasParts = said === undefined && object['granular_markings'] !== undefined;
  return {
    media: 'stix',
    label,
    isUnmarked: said === undefined && marking.kind === 'unmarked',
    admits: (held) => said === undefined || (label !== undefined && labelAtMost(parseItem(utf8(held)).label, label)),
    about: describeStix(object),
    content: () => JSON.stringify(object),
    variants: () => (hasParts && label ? variantsOf(object, levelOfRest(object, unmarked, policies), label.tlp) : []),
    isSame: (held) => sameJson(JSON.parse(held), object),
    faultBetween: (versions) => faultBetween(object, versions),
  };
}

/** What an object does against the versions beside it: nothing follows a revoked one. Spec: STX-21. */
function faultBetween(object: StixObject, { before, after }: Neighbours): SourceRemark | undefined {
  const faults = new FaultList(1);
  const path = `/${object.id}`;
  if (before !== undefined) checkNextVersion(JSON.parse(before), object, path, faults);
  if (after !== undefined) checkNextVersion(object, JSON.parse(after), path, faults);
  return faults.listed[0];
}

/** The label of an advisory is the level that it states, or the importer's. Spec: CSF-7. */
function advisoryStatement(advisory: Advisory, { unmarked }: PrepareContext): Statement {
  const tlp = tlpOf(advisory.document);
  return {
    media: 'csaf',
    label: tlp === undefined ? unmarked : { tlp },
    isUnmarked: tlp === undefined,
    admits: () => true,
    about: describeAdvisory(advisory.document),
    content: () => advisoryContent(advisory),
    variants: () => [],
    // White space of the file may differ, and what stands beside it may be there or not. Spec: CSF-6.
    isSame: (held) => sameJson(JSON.parse(parseAdvisoryContent(held).text), JSON.parse(advisory.text)),
    faultBetween: () => undefined,
  };
}

/**
 * The object with what its source does not state taken from the newest version of our own: all of it
 * if nothing else differs, so that it is known, else `created` alone. Spec: LST-6, MSP-11.
 */
function settled(party: Party, object: StixObject, unstated: readonly string[]): StixObject {
  // What has no time has no versions.
  const newest = object['modified'] === undefined ? undefined : ownVersions(party, object.id).at(-1);
  if (newest === undefined) return object;
  const held = contentOf(newest.text);
  const kept = Object.fromEntries(unstated.flatMap((key) => (key in held ? [[key, held[key] ?? null]] : [])));
  const same: StixObject = { ...object, ...kept };
  const [created, modified] = [textOf(held, 'created') ?? '', textOf(same, 'modified') ?? ''];
  // What came before it was first stated here cannot be a version of it.
  if (compareTimestamps(modified, created) < 0) return object;
  return sameJson(same, held) ? same : { ...object, ...kept, modified: object['modified'] ?? null };
}

/** The statement with no wider label than its source may have; the level is its own. Spec: SRC-4. */
function narrowed(statement: Statement, { within }: PrepareContext): Statement {
  const { label } = statement;
  if (within === undefined || label === undefined) return statement;
  return { ...statement, label: strictestOf(label, within) };
}

function statementOf(party: Party, entry: SourceEntry, context: PrepareContext): Statement {
  if (entry.media === 'csaf') return advisoryStatement(entry.advisory, context);
  const { object, unstated, label } = entry;
  return stixStatement(unstated === undefined ? object : settled(party, object, unstated), context, label);
}

function labelledAs(party: Party, label: Label, media: Media, { labels }: PrepareContext): Labelled {
  const name = `${media} ${JSON.stringify(label)}`;
  const known = labels.get(name);
  if (known) return known;
  const fresh = { label, headLine: itemHeadLine({ author: party.id, label, media }), facts: new Map() };
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

/** Statement markings that are held already. */
function heldStatements(party: Party): StixObject[] {
  const rows = party.db.all<{ text: string | null }>(
    "SELECT text FROM item WHERE class IN (SELECT id FROM class WHERE kind = 'marking-definition')",
  );
  return rows.flatMap(({ text }) => (text === null ? [] : [contentOf(text)]));
}

/** Beside what a source says itself: the label of what has none, and which statement markings are known. */
export interface PrepareOptions {
  readonly unmarked: Label;
  /** No label is wider than this. Spec: SRC-4. */
  readonly within?: Label;
  /** Those held here, unless said. */
  readonly statements?: readonly StixObject[];
  /** Whether whoever brings a version of an object may go on from the versions that are our own; yes, unless said. */
  readonly mayFollow?: (object: string) => boolean;
}

/** The context in which the statements of a source are looked at. */
export function contextOf(party: Party, { entries }: SourceReading, options: PrepareOptions): PrepareContext {
  const { unmarked, within, statements = heldStatements(party), mayFollow = () => true } = options;
  const own = entries.flatMap((entry) => (entry.media === 'stix' ? [entry.object] : []));
  const all = [...statements, ...own];
  const known = { statements: statementMarkings(all), policies: iepLevels(all) };
  return { ...known, unmarked, within, mayFollow, labels: new Map() };
}

/** Our own items of a name, oldest version first. */
function ownVersions(party: Party, object: string): { version: string; text: string }[] {
  return party.db.all(
    `SELECT version, text FROM item_name JOIN item USING (seq) WHERE key = ? AND object = ? AND text IS NOT NULL
     AND class IN (SELECT id FROM class WHERE own = 1)
     AND NOT EXISTS (SELECT 1 FROM item_variant WHERE item_variant.item = item.seq) ORDER BY version`,
    objectKey(object),
    object,
  );
}

const otherContent = (object: string): SourceRemark => ({
  code: 'import-version-differs',
  message: 'Another content of the same id and version is already held.',
  path: `/${object}`,
});

const notTheirs = (object: string): SourceRemark => ({
  code: 'import-version-of-other',
  message: 'The versions of it that are held were not brought by the same party.',
  path: `/${object}`,
  isAgainstHeld: true,
});

/** What a statement says against the versions of it that are our own, or that it is one of them. Spec: STX-12, CSF-6. */
function againstOwn(
  versions: ReturnType<typeof ownVersions>,
  statement: Statement,
): SourceRemark | 'known' | undefined {
  const { object, version } = statement.about;
  if (versions.length === 0) return undefined;
  const contentAt = (row: { text: string } | undefined): string | undefined => row && contentLineOf(row.text);
  const same = versions.filter((row) => row.version === version);
  if (same.some(({ text }) => !statement.isSame(contentLineOf(text))))
    return { ...otherContent(object), isAgainstHeld: true };
  if (same.length > 0) return same.some(({ text }) => statement.admits(text)) ? 'known' : undefined;
  const before = contentAt(versions.findLast((row) => row.version < version));
  const after = contentAt(versions.find((row) => row.version > version));
  const fault = statement.faultBetween({
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
  return fault === undefined ? undefined : { ...fault, isAgainstHeld: true };
}

/** What would become of one statement; nothing is kept. Spec: STX-12, CSF-6. */
function prepare(party: Party, entry: SourceEntry, context: PrepareContext): Verdict {
  const statement = narrowed(statementOf(party, entry, context), context);
  const { about, label, media, content, isUnmarked } = statement;
  const path = `/${about.object}`;
  if (label === undefined)
    return { code: 'import-marking-unknown', message: 'The object bears a marking that is not known here.', path };
  const versions = ownVersions(party, about.object);
  const verdict = againstOwn(versions, statement);
  if (verdict !== undefined) return verdict;
  if (versions.length > 0 && !context.mayFollow(about.object)) return notTheirs(about.object);
  try {
    const labelled = labelledAs(party, label, media, context);
    const text = itemTextUnder(labelled.headLine, content());
    const variants = statement.variants().map((variant) => {
      const lower = labelledAs(party, { ...label, tlp: variant.tlp }, media, context);
      const about = describeStix(variant.object);
      const text = itemTextUnder(lower.headLine, JSON.stringify(variant.object));
      return { text, facts: factsOf(party, lower, about.kind), about };
    });
    return {
      text,
      facts: factsOf(party, labelled, about.kind),
      about,
      isUnmarked,
      isOnly: versions.length === 0,
      variants,
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { code: error.code, message: error.message, path };
  }
}

/** Whether a statement will be kept. */
export const isPrepared = (verdict: Verdict): verdict is Prepared => typeof verdict === 'object' && 'text' in verdict;
const isRefused = (verdict: Verdict): verdict is SourceRemark => typeof verdict === 'object' && 'code' in verdict;

/**
 * What would become of statements that come together, one by one: those to be kept and those
 * refused; the rest is known. A name and version that come again are known if they say the same, else refused.
 */
export function prepareAll(
  party: Party,
  entries: readonly SourceEntry[],
  context: PrepareContext,
): { verdicts: Verdict[]; good: Prepared[]; bad: SourceRemark[] } {
  const texts = new Map<string, string>();
  const verdicts = entries.map((entry): Verdict => {
    const verdict = prepare(party, entry, context);
    if (!isPrepared(verdict)) return verdict;
    const name = `${verdict.about.object} ${verdict.about.version}`;
    const before = texts.get(name);
    texts.set(name, before ?? verdict.text);
    if (before === undefined) return verdict;
    return before === verdict.text ? 'known' : otherContent(verdict.about.object);
  });
  return { verdicts, good: verdicts.filter(isPrepared), bad: verdicts.filter(isRefused) };
}
