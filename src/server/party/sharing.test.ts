import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatReceiptEvidence, parseReceiptEvidence, verifyReceipt } from '#check/receipt.ts';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { releaseAfter } from '../egress/release-sender.ts';
import { acceptRelease } from '../ingress/accept-release.ts';
import type { Powers } from '../powers.ts';
import { Database } from '../store/database.ts';
import { memoryFiles } from '../store/log-files.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement, withdrawFromAgreement } from './agreement-book.ts';
import { approveItems } from './approvals.ts';
import { auditParty } from './audit.ts';
import { contentOf } from './content.ts';
import { explainRelease } from './explain-release.ts';
import { importObjects } from './import-objects.ts';
import { foundParty } from './open-party.ts';
import { waiting } from './outbox.ts';
import type { Party } from './party.ts';
import { keepPeer, ownIntroduction } from './peer-book.ts';
import { receiptEvidence } from './receipt-evidence.ts';
import { acknowledge } from './release-book.ts';

const start = 1_790_000_000;

let founded = 0;

/** Powers of a party in a test: a clock that stands still, numbers that are not random at all. */
function testPowers(name: string): Powers {
  let drawn = 0;
  const seed = utf8(`${name} ${++founded}`);
  const next = (): Uint8Array => sha256(concat(seed, Uint8Array.of(drawn >> 8, drawn++ & 255)));
  return {
    now: () => start * 1_000_000,
    random: (length) => concat(next(), next()).slice(0, length),
    step: () => undefined,
  };
}

function party(name: string): Party {
  const ground = {
    db: new Database(':memory:', { durable: false }),
    files: memoryFiles(),
    mirror: () => memoryFiles(),
    powers: testPowers(name),
  };
  return foundParty(
    ground,
    { kind: 'cert', names: [{ lang: 'en', text: name }], url: 'http://127.0.0.1:1' },
    () => undefined,
  );
}

function introduce(...parties: Party[]): void {
  for (const a of parties) for (const b of parties) if (a !== b) keepPeer(a, ownIntroduction(b), true);
}

const terms = (
  parties: readonly Party[],
  clause: Partial<Clause> = {},
  rest: Partial<AgreementTerms> = {},
): AgreementTerms => ({
  ...plainTerms(
    parties.map(({ id }) => id),
    start,
    clause,
  ),
  ...rest,
});

function conclude(parties: readonly Party[], agreed: AgreementTerms): string {
  const [first, ...others] = parties;
  assert.ok(first);
  let entry = proposeAgreement(first, agreed);
  for (const other of others) {
    receiveAgreement(other, entry.agreement.note);
    entry = signKnownAgreement(other, entry.agreement.id);
  }
  for (const one of parties) receiveAgreement(one, entry.agreement.note);
  return entry.agreement.id;
}

let counter = 0;
const indicator = (tlp?: Tlp, name = 'one') => ({
  type: 'indicator',
  spec_version: '2.1',
  id: `indicator--00000000-0000-4000-8000-${String(++counter).padStart(12, '0')}`,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  name,
  pattern: "[ipv4-addr:value = '192.0.2.1']",
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
  ...(tlp === undefined ? {} : { object_marking_refs: [tlpMarkingId(tlp)] }),
});

const give = (to: Party, objects: readonly object[]) => importObjects(to, JSON.stringify(objects));
const titles = (of: Party): string[] =>
  of.db.all<{ title: string }>('SELECT title FROM item ORDER BY seq').map(({ title }) => title);

/** Moves everything that `a` may release to `b`. */
function pull(a: Party, b: Party): number {
  let moved = 0;
  for (let after = 0; ; ) {
    const outgoing = releaseAfter(a, b.id, after);
    if (outgoing === undefined) return moved;
    const accepted = acceptRelease(b, a.id, outgoing.bytes);
    acknowledge(a, b.id, accepted.receipt);
    after = accepted.number;
    moved += accepted.fresh;
  }
}

/** The store of each party is exactly what its log says. */
function audited(...parties: Party[]): void {
  for (const one of parties) {
    const { findings, checked } = auditParty(one);
    assert.deepEqual(findings, []);
    assert.ok(checked.entries > 0);
  }
}

describe('sharing between two parties', () => {
  it('releases what a clause covers and keeps the rest', () => {
    const [a, b] = [party('Aldoria'), party('Bereth')];
    introduce(a, b);
    conclude([a, b], terms([a, b]));
    const report = give(a, [
      indicator('clear', 'c'),
      indicator('green', 'g'),
      indicator('amber', 'a'),
      indicator(undefined, 'u'),
      indicator('red', 'r'),
    ]);
    assert.equal(report.accepted, 5);
    assert.equal(pull(a, b), 2);
    assert.deepEqual(titles(b).toSorted(), ['c', 'g']);
    assert.equal(pull(a, b), 0);
    const [id] = a.db.all<{ id: string }>("SELECT id FROM batch WHERE direction = 'left'");
    assert.deepEqual(b.db.all<{ id: string }>("SELECT id FROM batch WHERE direction = 'reached'"), [id]);
    audited(a, b);
  });

  it('does not let a receiver pass on what was not given for passing on, and lets it where it was', () => {
    for (const onward of ['none', 'any-within-label'] as const) {
      const [a, b, c] = [party('Aldoria'), party('Bereth'), party('Calder')];
      introduce(a, b);
      introduce(b, c);
      const duties = { ...terms([a, b]).clauses[0]!.duties, onward };
      conclude([a, b], terms([a, b], { duties }));
      conclude([b, c], terms([b, c]));
      give(a, [indicator('green', 'g')]);
      assert.equal(pull(a, b), 1);
      assert.equal(pull(b, c), onward === 'none' ? 0 : 1);
      assert.equal(explainRelease(b, 0, c.id).verdict, onward === 'none' ? 'refused' : 'allowed');
      assert.deepEqual(titles(c), onward === 'none' ? [] : ['g']);
      audited(a, b, c);
    }
  });

  it('sends what a releaser approves, and not before', () => {
    const [a, b] = [party('Aldoria'), party('Bereth')];
    introduce(a, b);
    conclude([a, b], terms([a, b], { ceiling: 'amber' }));
    give(a, [indicator('amber', 'held'), indicator('green', 'free')]);
    assert.equal(pull(a, b), 1);
    approveItems(a, [0]);
    assert.equal(pull(a, b), 1);
    assert.deepEqual(titles(b), ['free', 'held']);
    audited(a, b);
  });

  it('stops the next byte at withdrawal, also of a release already made', () => {
    const [a, b] = [party('Aldoria'), party('Bereth')];
    introduce(a, b);
    const id = conclude([a, b], terms([a, b]));
    give(a, [indicator('green')]);
    const made = releaseAfter(a, b.id, 0);
    assert.ok(made);
    withdrawFromAgreement(a, id);
    assert.equal(releaseAfter(a, b.id, 0), undefined);
    assert.equal(waiting(a, b.id).filter(({ path }) => path === '/link/withdrawal').length, 1);
    audited(a, b);
  });

  it('gives a new party older records only if the agreement says so', () => {
    for (const history of ['all', 'from-start'] as const) {
      const [a, b] = [party('Aldoria'), party('Bereth')];
      introduce(a, b);
      give(a, [indicator('green', 'older')]);
      conclude([a, b], terms([a, b], { history }));
      give(a, [indicator('green', 'newer')]);
      pull(a, b);
      assert.deepEqual(titles(b).toSorted(), history === 'all' ? ['newer', 'older'] : ['newer']);
    }
  });

  it('CHK-1, CHK-2: proves a release to a stranger from one file, and nothing when the file was touched', () => {
    const [a, b] = [party('Aldoria'), party('Bereth')];
    introduce(a, b);
    conclude([a, b], terms([a, b]));
    give(a, [indicator('green')]);
    pull(a, b);
    const { id } = a.db.get<{ id: string }>("SELECT id FROM batch WHERE direction = 'left'")!;
    for (const side of [a, b]) {
      const file = formatReceiptEvidence(receiptEvidence(side, id));
      const verdict = verifyReceipt(parseReceiptEvidence(file));
      assert.deepEqual([verdict.id, verdict.from, verdict.terms.to, verdict.countersigned], [id, a.id, b.id, true]);
      const forged = file.replace(/"count\\":1/, '"count\\":2');
      assert.notEqual(forged, file);
      assert.throws(() => verifyReceipt(parseReceiptEvidence(forged)), Fault);
    }
  });

  it('AUD-1, AUD-2, AUD-3, AUD-4: names what was changed in a store behind the back of the log', () => {
    const [a, b] = [party('Aldoria'), party('Bereth')];
    introduce(a, b);
    conclude([a, b], terms([a, b]));
    give(a, [indicator('green', 'one'), indicator('amber', 'two')]);
    pull(a, b);
    const damage: [sql: string, code: string][] = [
      ["UPDATE item SET title = 'other' WHERE seq = 0", 'item-differs'],
      ['UPDATE item SET class = 1 WHERE seq = 1', 'item-differs'],
      ['UPDATE agreement SET since = 5', 'agreement-differs'],
      [
        `UPDATE meta SET value = '{"approvalAbove":"red","blocked":[],"ceiling":"red","withheldKinds":[]}' WHERE key = 'policy'`,
        'policy-differs',
      ],
      ['DELETE FROM entry WHERE position = 2', 'entry-position-gap'],
      ["UPDATE note SET bytes = CAST(bytes || ' ' AS BLOB) WHERE kind = 'batch'", 'entry-opening-wrong'],
      ["UPDATE delivery SET countersigned = (SELECT bytes FROM note WHERE kind = 'release')", 'receipt-wrong'],
    ];
    a.db.raw.exec('PRAGMA foreign_keys = OFF');
    for (const [sql, code] of damage) {
      a.db.raw.exec('SAVEPOINT damage');
      a.db.raw.exec(sql);
      a.items.forget();
      assert.ok(
        auditParty(a).findings.some((finding) => finding.code === code),
        `${sql} gives ${code}`,
      );
      a.db.raw.exec('ROLLBACK TO damage; RELEASE damage');
    }
    audited(a);
  });

  it('REL-12: keeps back what names an object that stays here, until that object has gone', () => {
    const [a, b] = [party('Aldoria'), party('Bereth')];
    introduce(a, b);
    conclude([a, b], terms([a, b], { ceiling: 'amber' }));
    const [secret, open] = [indicator('amber', 'secret'), indicator('green', 'open')];
    const relationship = {
      ...indicator('green', 'x'),
      type: 'relationship',
      id: 'relationship--00000000-0000-4000-8000-0000000000aa',
      relationship_type: 'related-to',
      source_ref: open.id,
      target_ref: secret.id,
    };
    const { name: _, pattern: __, pattern_type: ___, valid_from: ____, ...link } = relationship;
    assert.equal(give(a, [link, secret, open]).accepted, 3);
    assert.equal(pull(a, b), 1);
    assert.deepEqual(titles(b), ['open']);
    approveItems(a, [1]);
    assert.equal(pull(a, b), 2);
    audited(a, b);
  });

  it('LNK-6, KEP-2: accepts a repeated release once and gives the same receipt', () => {
    const [a, b] = [party('Aldoria'), party('Bereth')];
    introduce(a, b);
    conclude([a, b], terms([a, b]));
    give(a, [indicator('green')]);
    const made = releaseAfter(a, b.id, 0);
    assert.ok(made);
    const first = acceptRelease(b, a.id, made.bytes);
    const again = acceptRelease(b, a.id, made.bytes);
    assert.equal(again.fresh, 0);
    assert.deepEqual(again.receipt, first.receipt);
    assert.equal(titles(b).length, 1);
    assert.deepEqual(contentOf(b.items.bySeq(0)?.text ?? ''), contentOf(a.items.bySeq(0)?.text ?? ''));
  });
});
