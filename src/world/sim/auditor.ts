import { verifyLogDirectory } from '#check/log-directory.ts';
import { readRelease } from '#protocol/agreement/release-record.ts';
import { base64 } from '#protocol/bytes/encodings.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { logKeys, witnessKeys } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { parseCheckpoint } from '#protocol/log/checkpoint.ts';
import { emptyFrontier, frontierRoot, growFrontier, leafHash } from '#protocol/log/merkle.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { auditParty } from '#server/party/audit.ts';
import { type BatchRow, itemsOf } from '#server/party/batch-book.ts';
import { noteById } from '#server/party/notes.ts';
import type { Party } from '#server/party/party.ts';
import { peers } from '#server/party/peer-book.ts';
import { namesClosed } from '#server/party/references.ts';
import { contextFor, grantFor, openClasses } from '#server/party/release-context.ts';
import type { ItemRow } from '#server/store/item-store.ts';
import type { HeadWatch } from './head-watch.ts';
import type { Ledger } from './ledger.ts';
import { type FoundRelease, wrongBecause } from './oracle.ts';
import type { SimParty } from './sim-party.ts';

/** What the auditor of a world found wrong, and how much it looked at. */
export interface WorldReport {
  readonly findings: string[];
  readonly checked: { items: number; releases: number; entries: number; heads: number; arrived: number };
  /** One hash over everything that everybody holds: same seed, same hash. */
  readonly state: string;
}

const batches = (party: Party, direction: string): BatchRow[] =>
  party.db.all<BatchRow>('SELECT * FROM batch WHERE direction = ? ORDER BY n', direction);

/** The clause of each item of a release, by its shares. */
function clausesOf(party: Party, batch: BatchRow): { agreement: string; clause: number }[] {
  const { shares } = readRelease(parseRecordHead(noteById(party, batch.id).text).data);
  return shares.flatMap(({ agreement, clause, count }) => Array.from({ length: count }, () => ({ agreement, clause })));
}

/** Under which onward limits a party had received an object before a time. */
function heldUnder(ledger: Ledger, party: Party, object: string, before: number): string[] {
  return batches(party, 'reached').flatMap((batch) => {
    // Batches of one moment are dated some microseconds apart.
    if (batch.at > before + 1_000_000) return [];
    const clauses = clausesOf(party, batch);
    return itemsOf(party, batch.n).flatMap((seq, index) => {
      const cited = clauses[index];
      if (cited === undefined || party.items.bySeq(seq)?.object !== object) return [];
      const terms = ledger.agreements.get(cited.agreement)?.terms;
      return terms?.clauses.find(({ n }) => n === cited.clause)?.duties.onward ?? 'none';
    });
  });
}

function releasesOf(ledger: Ledger, party: Party): FoundRelease[] {
  return batches(party, 'left').flatMap((batch) => {
    const clauses = clausesOf(party, batch);
    return itemsOf(party, batch.n).map((seq, index): FoundRelease => {
      const object = party.items.bySeq(seq)?.object ?? '';
      const { agreement = '', clause = 0 } = clauses[index] ?? {};
      const isOwn = ledger.statements.get(object)?.author === party.id;
      const held = isOwn ? [] : heldUnder(ledger, party, object, batch.at);
      return { from: party.id, to: batch.party, object, agreement, clause, at: batch.at, heldUnder: held };
    });
  });
}

/** The heads of a log that a partner has witnessed and mirrored. */
const headsHeldBy = (party: Party, log: string): [size: number, root: string][] => {
  const rows = party.db.all<{ size: number; root: string }>('SELECT size, root FROM witnessed WHERE party = ?', log);
  const mirrored = party.id === log ? undefined : party.mirror(log).read('checkpoint');
  const heads = mirrored === undefined ? [] : [parseCheckpoint(parseNote(mirrored).text)];
  return [
    ...rows.map(({ size, root }): [number, string] => [size, root]),
    ...heads.map(({ size, root }): [number, string] => [size, base64(root)]),
  ];
};

/** Audits a world that has come to rest: every party alone, every pair, and all against the ledger. */
export class Auditor {
  readonly #ledger: Ledger;
  readonly #parties: readonly SimParty[];
  readonly #watch: HeadWatch;
  readonly #findings: string[] = [];
  readonly #checked = { items: 0, releases: 0, entries: 0, heads: 0, arrived: 0 };

  constructor(ledger: Ledger, parties: readonly SimParty[], watch: HeadWatch) {
    this.#ledger = ledger;
    this.#parties = parties;
    this.#watch = watch;
  }

  report(): WorldReport {
    for (const sim of this.#parties) this.#auditAlone(sim);
    for (const sim of this.#parties) this.#auditHeads(sim);
    for (const sim of this.#parties) this.#auditReleases(sim.party);
    for (const a of this.#parties) for (const b of this.#parties) if (a !== b) this.#auditPair(a, b);
    this.#auditStatements();
    this.#findings.push(...this.#watch.contradictions);
    const roots = this.#parties.map(
      ({ party }) => `${party.id} ${JSON.stringify(party.log.frontier())} ${this.#held(party)}`,
    );
    return { findings: this.#findings, checked: this.#checked, state: sha256Hex(utf8(roots.join('\n'))) };
  }

  #held = (party: Party): string => {
    const rows = party.db.all<{ hash: Uint8Array }>('SELECT hash FROM item ORDER BY hash');
    return rows.map(({ hash }) => hash.toHex()).join(' ');
  };

  #find(who: string, what: string): void {
    this.#findings.push(`${who}: ${what}`);
  }

  #auditAlone({ party, files, name, restores }: SimParty): void {
    const audit = auditParty(party);
    this.#checked.items += audit.checked.items;
    this.#checked.entries += audit.checked.entries;
    // The notes that an old store lacks are gone; their entries stay.
    for (const { code, where } of audit.findings)
      if (restores === 0 || code !== 'entry-unopened') this.#find(name, `${code} at ${where}`);
    const reader = { read: (path: string) => files.get(path), list: () => [...files.keys()] };
    const witnesses = peers(party)
      .filter(({ id }) => id !== party.id)
      .flatMap(({ history }) => witnessKeys(history));
    const log = verifyLogDirectory({ files: reader, logKeys: logKeys(party.history), witnesses });
    for (const { code, path } of log.findings) this.#find(name, `${code} in ${path}`);
    if (party.log.pendingCount() > 0) this.#find(name, 'entries were never sealed');
  }

  /** Whatever head of this log was ever shown is one of its past: by the log itself, a witness or a mirror. */
  #auditHeads({ party, name }: SimParty): void {
    let frontier = emptyFrontier;
    const roots = [base64(frontierRoot(frontier))];
    for (const { bytes } of party.db.all<{ bytes: Uint8Array }>('SELECT bytes FROM entry ORDER BY position')) {
      frontier = growFrontier(frontier, [leafHash(bytes)]);
      roots.push(base64(frontierRoot(frontier)));
    }
    const shown = [...this.#watch.headsOf(party.log.origin)];
    for (const { party: other } of this.#parties) shown.push(...headsHeldBy(other, party.id));
    for (const [size, root] of shown)
      if (roots[size] !== root) this.#find(name, `the head of size ${size} that was shown is not of its past`);
    this.#checked.heads += shown.length;
  }

  #auditReleases(party: Party): void {
    for (const release of releasesOf(this.#ledger, party)) {
      this.#checked.releases++;
      const wrong = wrongBecause(this.#ledger, release);
      if (wrong !== undefined) this.#find(party.id.slice(0, 8), `${release.object} should not have left: ${wrong}`);
    }
  }

  /** What one side calls sent the other calls received; what may go has gone. */
  #auditPair(sender: SimParty, recipient: SimParty): void {
    const [from, to] = [sender.party, recipient.party];
    const left = new Map(
      batches(from, 'left')
        .filter((b) => b.party === to.id)
        .map((b) => [b.id, b]),
    );
    for (const { id } of batches(to, 'reached').filter((b) => b.party === from.id)) {
      this.#checked.arrived++;
      if (!left.has(id) && sender.restores > 0) continue;
      if (!left.has(id)) this.#find(to.id.slice(0, 8), `received ${id}, which its sender does not know`);
      else if (noteById(from, id).text !== noteById(to, id).text)
        this.#find(id.slice(0, 8), 'the two sides hold different receipts');
    }
    this.#auditArrivals(from, to);
  }

  /** What is open to a recipient is there: nothing may be kept from it for ever. */
  #auditArrivals(from: Party, to: Party): void {
    const open = openClasses(from, contextFor(from, to.id));
    for (const item of from.db.all<ItemRow>('SELECT * FROM item WHERE text IS NOT NULL ORDER BY seq')) {
      if (grantFor(open, item) === undefined || from.items.factsOf(item.class).author === to.id) continue;
      if (to.items.bySameText(item.object, item.text ?? '') !== undefined || namesClosed(from, open, item.seq, to.id))
        continue;
      this.#find(to.id.slice(0, 8), `${item.object} may reach it and has not`);
    }
  }

  /** Everything stated is held by its author, once. */
  #auditStatements(): void {
    for (const [object, { author }] of this.#ledger.statements) {
      const holder = this.#parties.find(({ party }) => party.id === author)?.party;
      const copies = holder?.db.count('SELECT count(*) FROM item WHERE object = ?', object);
      if (copies !== 1) this.#find(author.slice(0, 8), `${object} is held ${copies} times by its author`);
    }
  }
}
