import { verifyLogDirectory } from '#check/log-directory.ts';
import { readRelease } from '#protocol/agreement/release-record.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { logKeys, witnessKeys } from '#protocol/identity/key-history.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { auditParty } from '#server/party/audit.ts';
import { type BatchRow, itemsOf } from '#server/party/batch-book.ts';
import { explainRelease } from '#server/party/explain-release.ts';
import { noteById } from '#server/party/notes.ts';
import type { Party } from '#server/party/party.ts';
import { peers } from '#server/party/peer-book.ts';
import type { Ledger } from './ledger.ts';
import { type FoundRelease, wrongBecause } from './oracle.ts';
import type { SimParty } from './sim-party.ts';

/** What the auditor of a world found wrong, and how much it looked at. */
export interface WorldReport {
  readonly findings: string[];
  readonly checked: { items: number; releases: number; entries: number; arrived: number };
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

/** Audits a world that has come to rest: every party alone, every pair, and all against the ledger. */
export class Auditor {
  readonly #ledger: Ledger;
  readonly #parties: readonly SimParty[];
  readonly #findings: string[] = [];
  readonly #checked = { items: 0, releases: 0, entries: 0, arrived: 0 };

  constructor(ledger: Ledger, parties: readonly SimParty[]) {
    this.#ledger = ledger;
    this.#parties = parties;
  }

  report(): WorldReport {
    for (const sim of this.#parties) this.#auditAlone(sim);
    for (const sim of this.#parties) this.#auditReleases(sim.party);
    for (const a of this.#parties) for (const b of this.#parties) if (a !== b) this.#auditPair(a.party, b.party);
    this.#auditStatements();
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

  #auditAlone({ party, files, name }: SimParty): void {
    const audit = auditParty(party);
    this.#checked.items += audit.checked.items;
    this.#checked.entries += audit.checked.entries;
    for (const { code, where } of audit.findings) this.#find(name, `${code} at ${where}`);
    const reader = { read: (path: string) => files.get(path), list: () => [...files.keys()] };
    const witnesses = peers(party)
      .filter(({ id }) => id !== party.id)
      .flatMap(({ history }) => witnessKeys(history));
    const log = verifyLogDirectory({ files: reader, logKeys: logKeys(party.history), witnesses });
    for (const { code, path } of log.findings) this.#find(name, `${code} in ${path}`);
    if (party.log.pendingCount() > 0) this.#find(name, 'entries were never sealed');
  }

  #auditReleases(party: Party): void {
    for (const release of releasesOf(this.#ledger, party)) {
      this.#checked.releases++;
      const wrong = wrongBecause(this.#ledger, release);
      if (wrong !== undefined) this.#find(party.id.slice(0, 8), `${release.object} should not have left: ${wrong}`);
    }
  }

  /** What one side calls sent the other calls received; what may go has gone. */
  #auditPair(from: Party, to: Party): void {
    const left = new Map(
      batches(from, 'left')
        .filter((b) => b.party === to.id)
        .map((b) => [b.id, b]),
    );
    for (const { id } of batches(to, 'reached').filter((b) => b.party === from.id)) {
      this.#checked.arrived++;
      if (!left.has(id)) this.#find(to.id.slice(0, 8), `received ${id}, which its sender does not know`);
      else if (noteById(from, id).text !== noteById(to, id).text)
        this.#find(id.slice(0, 8), 'the two sides hold different receipts');
    }
    for (let seq = 0; seq <= from.items.lastSeq(); seq++) this.#auditArrival(from, to, seq);
  }

  #auditArrival(from: Party, to: Party, seq: number): void {
    const item = from.items.bySeq(seq);
    if (item?.text == null || from.items.factsOf(item.class).author === to.id) return;
    if (explainRelease(from, seq, to.id).verdict !== 'allowed' || to.items.bySameText(item.text) !== undefined) return;
    this.#find(to.id.slice(0, 8), `${item.object} may reach it and has not`);
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
