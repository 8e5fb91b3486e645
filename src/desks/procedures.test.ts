import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CaseTerms } from '#protocol/case/genesis.ts';
import { procedureFaults } from '#protocol/case/procedure-check.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { owedIn, possibleFor, whereIs } from '#protocol/case/view.ts';
import { procedures } from './procedures.ts';

const start = 1_800_000_000;
const hour = 3600;

/** A case with one party in each role that must be there. */
function termsOf(index: number): CaseTerms {
  const { procedure, hash } = procedures[index] ?? assert.fail();
  const members = procedure.roles
    .filter(({ least }) => least > 0)
    .map(({ key }, n) => ({ party: `${'0'.repeat(63)}${n}`, roles: [key] }));
  const council = members.map(({ party }) => party);
  const named = { id: procedure.id, version: procedure.version, hash };
  return { procedure: named, members, council, faults: 0, depositaries: council };
}

describe('the procedures', () => {
  procedures.forEach(({ procedure }, index) => {
    it(`${procedure.id} is sound (Spec: PRO-2, P1)`, () => assert.deepEqual(procedureFaults(procedure), []));

    it(`${procedure.id}: when nobody ever acts, silence leads to an end or leaves an owner and a step (Spec: PRO-3, P1)`, () => {
      const replay = new CaseReplay(termsOf(index), procedure, start);
      replay.advance(start + 20_000 * hour);
      const { isEnd, state } = whereIs(procedure, replay.state);
      const steps = Object.keys(replay.state.members).flatMap((party) => possibleFor(procedure, replay.state, party));
      const owed = owedIn(procedure, replay.state).filter(({ due, owners }) => due !== undefined && owners.length > 0);
      assert.ok(isEnd || (steps.length > 0 && owed.length > 0), state);
      assert.ok(replay.state.steps.length > 0, 'silence had no effect at all');
    });

    it(`${procedure.id}: from the first moment somebody owes something by a time (Spec: PRO-3, P1)`, () => {
      const replay = new CaseReplay(termsOf(index), procedure, start);
      const [owed] = owedIn(procedure, replay.state).filter(({ due }) => due !== undefined);
      assert.ok(owed && owed.owners.length > 0 && (owed.due ?? 0) > start);
    });
  });
});
