import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import type { CaseTerms } from '#protocol/case/genesis.ts';
import type { FieldRule, Procedure } from '#protocol/case/procedure.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { owedIn, possibleFor } from '#protocol/case/view.ts';
import { procedures } from './procedures.ts';

const hour = 3600;
const start = 1_800_000_000;
const parties = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64));

/** A case in which each party has a share of the roles. */
const termsOf = ({ roles }: Procedure): CaseTerms => ({
  procedure: { id: 'any', version: 1, hash: '0'.repeat(64) },
  members: parties.map((party, index) => ({
    party,
    roles: roles.flatMap(({ key }, at) => (at % parties.length === index ? [key] : [])),
  })),
  council: parties,
  faults: 1,
  depositaries: parties,
});

const someValue = ({ type, choices = [] }: FieldRule, time: number, chance: number): FieldValue => {
  if (type === 'time') return time + (chance % 200) * hour - 50 * hour;
  if (type === 'choice') return choices[chance % choices.length] ?? '';
  if (type === 'number') return chance;
  return type === 'party' ? (parties[chance % parties.length] ?? '') : '0'.repeat(64);
};

const moves = fc.array(fc.record({ chance: fc.nat(100_000), after: fc.nat(30 * hour) }), { maxLength: 40 });

for (const { procedure } of procedures)
  test(`no deadline that the log's time has passed is left running: ${procedure.id} (Spec: PRO-3)`, () => {
    let done = 0;
    const property = fc.property(moves, (list) => {
      const replay = new CaseReplay(termsOf(procedure), procedure, start);
      let time = start;
      for (const [index, { chance, after }] of list.entries()) {
        time += after;
        replay.advance(time);
        const late = owedIn(procedure, replay.state).filter(({ due }) => due !== undefined && due < time);
        assert.deepEqual(late, []);
        const author = parties[chance % parties.length] ?? '';
        const possible = possibleFor(procedure, replay.state, author);
        const found = possible[chance % Math.max(1, possible.length)];
        if (found === undefined) continue;
        const fields = Object.fromEntries(found.rule.fields.map((rule) => [rule.key, someValue(rule, time, chance)]));
        const about = {
          ...(found.about === undefined ? {} : { about: found.about }),
          ...(found.item === undefined ? {} : { item: found.item }),
        };
        const seen = { size: 1, root: '0'.repeat(32) };
        const act = { case: '0'.repeat(64), n: index + 1, seen, act: found.rule.key, fields, ...about };
        const record = sha256Hex(utf8(String(index)));
        const hasWords = found.rule.words !== 'none';
        replay.apply({ index: index + 1, record, author, act, hasWords, seenHolds: true, time });
        done++;
      }
    });
    fc.assert(property, { numRuns: 100 });
    assert.ok(done > 50, 'hardly anything was done');
  });
