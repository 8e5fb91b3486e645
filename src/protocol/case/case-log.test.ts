import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultCode } from '../bytes/fault.ts';
import { leafHash, treeInMemory } from '../log/merkle.ts';
import { consistencyProof } from '../log/proof.ts';
import { actJson, readAct } from './act.ts';
import type { CaseLog } from './case-log.ts';
import { stateHash } from './case-state.ts';
import { caseStart, InventedCase, rootOfEntries } from './invented-case.fixture.ts';
import { convicts } from './succession.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const hour = 3600;

/** A log with a question and an answer, each under a tick. */
function talked(invented: InventedCase): { log: CaseLog; entries: Uint8Array[] } {
  const log = invented.log();
  const entries: Uint8Array[] = [];
  const add = (entry: Uint8Array): void => {
    log.append(entry);
    entries.push(entry);
  };
  const tick = (time: number): void => {
    add(invented.tick(log, invented.cosigned(invented.head(log), [0, 1, 2], [time])));
    log.accept(invented.cosigned(invented.head(log), [0, 1, 2], [time]));
  };
  tick(caseStart);
  add(invented.act(0, log, { n: 1, act: 'ask', fields: {} }, true));
  tick(caseStart + hour);
  add(invented.act(1, log, { n: 1, act: 'answer', fields: {} }, true));
  tick(caseStart + 2 * hour);
  return { log, entries };
}

describe('the log of a case', () => {
  it('is replayed to one state by everybody who has its entries (Spec: CAS-14)', () => {
    const invented = new InventedCase();
    const { log, entries } = talked(invented);
    const again = invented.log(entries);
    again.accept(invented.cosigned(invented.head(log), [1, 2, 3], [caseStart + 2 * hour]));
    const [state, other] = [log.state(), again.state()];
    assert.ok(state && other);
    assert.equal(state.machines['talk']?.state, 'answered');
    assert.equal(stateHash(other), stateHash(state));
  });

  it('is accepted by a quorum and settled by a certificate within an accepted head (Spec: CAS-7)', () => {
    const invented = new InventedCase();
    const log = invented.log();
    const head = invented.head(log);
    assert.throws(() => log.accept(invented.cosigned(head, [0, 1], [caseStart])), hasCode('case-uncertified'));
    log.accept(invented.cosigned(head, [0, 1, 3], [caseStart]));
    assert.deepEqual(log.finality, { accepted: 1, settled: 0 });
    log.append(invented.tick(log, invented.cosigned(head, [0, 1, 3], [caseStart])));
    assert.deepEqual(log.finality, { accepted: 1, settled: 0 });
    log.accept(invented.cosigned(invented.head(log), [1, 2, 3], [caseStart]));
    assert.deepEqual(log.finality, { accepted: 2, settled: 1 });
  });

  it('has no root at what is no size, or beyond its end (Spec: LOG-2)', () => {
    const log = new InventedCase().log();
    for (const size of [-1, -(2 ** 52), 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2])
      assert.equal(log.rootAt(size), undefined, String(size));
    assert.deepEqual(log.rootAt(1), log.head.root);
  });

  it('knows what each party has signed that it has, and nothing by hearsay (Spec: CPG-3)', () => {
    const invented = new InventedCase();
    const { log } = talked(invented);
    const [asker, asked, third, fourth] = invented.parties.map(({ id }) => log.proven.of(id));
    assert.deepEqual([asker, asked, third], [log.size, log.size, log.size]);
    assert.equal(fourth, 0);
    const size = log.size;
    log.append(invented.act(3, log, { n: 1, act: 'ask', fields: {} }, true));
    assert.equal(log.proven.of(invented.party(3).id), size);
  });

  it('takes an act that has seen another log for no proof (Spec: CPG-3)', () => {
    const invented = new InventedCase();
    const { log } = talked(invented);
    const other = invented.log();
    other.append(invented.tick(other, invented.cosigned(invented.head(other), [0, 1, 2], [caseStart + 9])));
    log.append(invented.act(3, other, { n: 1, act: 'ask', fields: {} }, true));
    assert.equal(log.proven.of(invented.party(3).id), 0);
  });

  it('counts a party once, however often it cosigns (Spec: CAS-7, P3)', () => {
    const invented = new InventedCase();
    const log = invented.log();
    const twice = invented.cosigned(invented.cosigned(invented.head(log), [0, 1], [caseStart]), [1], [caseStart + 1]);
    assert.throws(() => log.accept(twice), hasCode('case-uncertified'));
  });

  it('takes its time from the median of the cosigners, so that one clock moves nothing (Spec: CAS-9)', () => {
    const invented = new InventedCase();
    const log = invented.log();
    const certificate = invented.cosigned(
      invented.head(log),
      [0, 1, 2],
      [caseStart + 9_999_999, caseStart, caseStart + 5],
    );
    log.append(invented.tick(log, certificate));
    log.accept(invented.cosigned(invented.head(log), [0, 1, 2], [caseStart + 5]));
    assert.equal(log.state()?.time, caseStart + 5);
  });

  it('keeps an act that the procedure forbids as void, with its reason (Spec: CAS-13)', () => {
    const invented = new InventedCase();
    const log = invented.log();
    invented.settle(log, caseStart);
    log.append(invented.act(1, log, { n: 1, act: 'ask', fields: {} }, true));
    log.append(invented.act(0, log, { n: 1, act: 'ask', fields: {} }));
    log.append(invented.act(0, log, { n: 1, act: 'ask', fields: {} }, true));
    invented.settle(log, caseStart + hour);
    const codes = log.state()?.steps.flatMap((step) => (step.kind === 'void' ? [step.code] : []));
    assert.deepEqual(codes, ['void-role', 'void-words', 'void-number']);
  });

  it('refuses what is no entry of it (Spec: CAS-3, CAS-4)', () => {
    const invented = new InventedCase();
    const other = new InventedCase(['Aldoria', 'Bereth', 'Calder', 'Nobody']);
    const log = invented.log();
    assert.throws(() => log.append(other.act(0, other.log(), { n: 1, act: 'ask', fields: {} })), hasCode('case-entry'));
    assert.throws(() => log.append(invented.genesis), hasCode('case-entry'));
    const early = invented.tick(log, invented.cosigned(invented.head(log), [0, 1], [caseStart]));
    assert.throws(() => log.append(early), hasCode('case-tick'));
    const foreign = invented.head(log, { size: 1, root: new Uint8Array(32) });
    assert.throws(() => log.accept(invented.cosigned(foreign, [0, 1, 2], [caseStart])), hasCode('case-head-differs'));
  });
});

describe('the succession of a depositary', () => {
  it('keeps what was cosigned, and the next depositary goes on from there (Spec: CAS-10, CAS-12)', () => {
    const invented = new InventedCase();
    const { log, entries } = talked(invented);
    const late = invented.act(0, log, { n: 2, act: 'agree', fields: {} });
    log.append(late);
    const tail = invented.cosigned(invented.head(log), [2], [caseStart]);
    const statements = [1, 2, 3].map((author) => invented.statement(author, 1, author === 2 ? { tail } : {}));
    const next = invented.log([...entries, late]);
    next.append(invented.beginning({ term: 1, statements }));
    assert.equal(next.term, 1);
    next.append(invented.tick(next, invented.cosigned(invented.head(next), [1, 2, 3], [caseStart + 3 * hour])));
    assert.equal(next.size, log.size + 2);
    const short = invented.log(entries);
    assert.throws(() => short.append(invented.beginning({ term: 1, statements })), hasCode('case-term'));
  });

  it('needs the statements of a quorum of distinct parties (Spec: CAS-10, P3)', () => {
    const invented = new InventedCase();
    const { log } = talked(invented);
    const statement = invented.statement(1, 1, {});
    const two = [statement, statement, invented.statement(2, 1, {})];
    assert.throws(() => log.append(invented.beginning({ term: 1, statements: two })), hasCode('succession-quorum'));
  });

  it('may drop what was not certified only with a proof that convicts the depositary (Spec: CAS-11, CAS-12)', () => {
    const invented = new InventedCase();
    const log = invented.log();
    const [one, other] = [1, 2].map((n) => invented.act(0, log, { n, act: 'ask', fields: {} }, true));
    assert.ok(one && other);
    const heads = [one, other].map((entry) =>
      invented.head(log, { size: 2, root: rootOfEntries([invented.genesis, entry]) }, 0),
    );
    const [a, b] = heads;
    assert.ok(a && b);
    const statements = [
      invented.statement(1, 1, { tail: invented.cosigned(a, [1], [caseStart]) }),
      invented.statement(2, 1, { tail: invented.cosigned(b, [2], [caseStart]) }),
      invented.statement(3, 1, {}),
    ];
    assert.throws(() => log.append(invented.beginning({ term: 1, statements })), hasCode('case-term'));
    log.append(invented.beginning({ term: 1, statements, equivocation: { one: a, other: b } }));
    assert.equal(log.size, 2);
  });

  it('convicts nobody whose heads agree (Spec: CAS-11)', () => {
    const invented = new InventedCase();
    const { log, entries } = talked(invented);
    const all = [invented.genesis, ...entries];
    const small = invented.head(log, { size: 3, root: rootOfEntries(all.slice(0, 3)) }, 0);
    const whole = invented.head(log, log.head, 0);
    const proof = consistencyProof(3, all.length, treeInMemory(all.map(leafHash)));
    assert.equal(convicts(invented.known, { one: small, other: small }), false);
    const between = { root: rootOfEntries(all.slice(0, 3)), proof };
    assert.equal(convicts(invented.known, { one: small, other: whole, between }), false);
    const forged = invented.head(log, { size: 3, root: new Uint8Array(32) }, 0);
    assert.equal(convicts(invented.known, { one: whole, other: forged, between }), true);
    assert.equal(convicts(invented.known, { one: whole, other: forged }), false);
  });
});

it('an act holds bounded fields and no words in its head (Spec: CAS-2)', () => {
  const act = { case: '0'.repeat(64), n: 1, seen: { size: 1, root: '0'.repeat(32) }, act: 'ask', fields: { until: 7 } };
  assert.deepEqual(readAct(actJson(act)), act);
  const bad = [{ note: 'x'.repeat(201) }, { Until: 7 }, { until: 1.5 }, { until: true }];
  for (const fields of bad) assert.throws(() => readAct({ ...actJson(act), fields } as never), JSON.stringify(fields));
});

it('an entry has one encoding (Spec: CAS-3)', () => {
  const invented = new InventedCase();
  const log = invented.log();
  const act = invented.act(0, log, { n: 1, act: 'ask', fields: {} }, true);
  const line = new TextDecoder().decode(act).split('\n').at(-2) ?? '';
  assert.throws(() => log.append(new TextEncoder().encode(`${new TextDecoder().decode(act)}${line} \n`)));
  assert.equal(log.size, 1);
  log.append(act);
  assert.equal(log.size, 2);
});
