import { type StixObject, sameJson } from '#exchange/stix/stix-object.ts';
import { versionInstant } from '#exchange/stix/version-index.ts';
import { contentOf } from '../party/content.ts';
import type { ImportOutcome } from '../party/import-objects.ts';
import type { Party } from '../party/party.ts';
import type { SourceRemark } from '../party/read-source.ts';

interface Row {
  readonly item: number | null;
  readonly content: string | null;
}

const find = 'SELECT item, content FROM submitted WHERE party = ? AND object = ? AND version = ?';
const forget =
  "UPDATE submitted SET object = '', version = '', item = NULL, content = NULL WHERE party = ? AND object = ? AND version = ?";
const put = `INSERT INTO submitted (party, added, submission, object, version, item, content)
  VALUES (:party, max(:now, (SELECT coalesce(max(added), 0) + 1 FROM submitted WHERE party = :party)), :submission, :object, :version, :item, :content)`;
const statements = `SELECT text FROM submitted JOIN item ON item.seq = submitted.item
  WHERE party = ? AND submitted.object GLOB 'marking-definition--*' AND text IS NOT NULL`;
const ownItem = `SELECT seq FROM item_name JOIN item USING (seq)
  WHERE key = object_key(?1) AND object = ?1 AND version = ?2 AND text IS NOT NULL
  AND class IN (SELECT id FROM class WHERE own = 1) LIMIT 1`;
const isOfSubmission = `EXISTS (SELECT 1 FROM submitted JOIN submission_batch ON submission_batch.submission = submitted.submission
    JOIN batch_item ON batch_item.batch = submission_batch.batch AND batch_item.item = submitted.item
    WHERE submitted.party = ?2 AND submitted.item = item.seq)`;
const ofOthers = `SELECT 1 FROM item_name JOIN item USING (seq)
  WHERE key = object_key(?1) AND object = ?1 AND text IS NOT NULL AND class IN (SELECT id FROM class WHERE own = 1)
  AND NOT EXISTS (SELECT 1 FROM item_variant WHERE item_variant.item = item.seq) AND NOT ${isOfSubmission} LIMIT 1`;

/**
 * What one party without a server submitted in one POST. It must not learn from an answer what else
 * is held here: an object is refused as different only from what this party submitted itself. Where
 * it differs from a statement of ours, it is kept in its collection and does not become ours; our
 * people find the difference among the refusals. Spec: TAX-10.
 */
export class SubmittedBook {
  readonly #party: Party;
  readonly #by: string;
  readonly #submission: number;

  constructor(party: Party, by: string, submission: number) {
    this.#party = party;
    this.#by = by;
    this.#submission = submission;
  }

  /** Statement markings that this party submitted; which others are known here is not its business. */
  statements(): StixObject[] {
    return this.#party.db.all<{ text: string }>(statements, this.#by).map(({ text }) => contentOf(text));
  }

  /** Whether all versions of an object that are our own came by submissions of this party: then it may replace them. */
  mayFollow(object: string): boolean {
    return this.#party.db.get(ofOthers, object, this.#by) === undefined;
  }

  /** Notes what an import made of an object; gives what its sender is told. */
  note(object: StixObject, { verdict, seq }: ImportOutcome): 'new' | 'known' | SourceRemark {
    if (seq !== undefined) return this.#put(object, { item: seq, content: null }, 'new');
    const before = this.#find(object);
    if (verdict === 'known') return this.#noteHeld(object, before);
    if ('text' in verdict) return 'new';
    if (verdict.isAgainstHeld !== true) return verdict;
    if (before === undefined) return this.#put(object, { item: null, content: JSON.stringify(object) }, 'known');
    return isContent(before, object) ? 'known' : verdict;
  }

  /** Held already as a statement of ours, with the same content. */
  #noteHeld(object: StixObject, before: Row | undefined): 'known' | SourceRemark {
    if (before !== undefined) return 'known';
    const item = this.#party.db.count(ownItem, object.id, versionInstant(object));
    return this.#put(object, { item, content: null }, 'known');
  }

  #find(object: StixObject): Row | undefined {
    return this.#party.db.get<Row>(find, this.#by, object.id, versionInstant(object));
  }

  #put<Verdict extends string>(object: StixObject, holder: Row, verdict: Verdict): Verdict {
    this.#party.db.run(forget, this.#by, object.id, versionInstant(object));
    this.#party.db.runNamed(put, {
      party: this.#by,
      now: this.#party.powers.now(),
      submission: this.#submission,
      object: object.id,
      version: versionInstant(object),
      ...holder,
    });
    return verdict;
  }
}

const isContent = ({ content }: Row, object: StixObject): boolean =>
  content !== null && sameJson(JSON.parse(content) as StixObject, object);
