import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCertificate } from './certificate.ts';
import { quorumOf } from './genesis.ts';
import { caseStart, InventedCase } from './invented-case.fixture.ts';

const names = ['Aldoria', 'Bereth', 'Calder', 'Meridian', 'Norvik', 'Ostrava Bay', 'Pelago'];

for (const { parties, faults } of [
  { parties: 4, faults: 1 },
  { parties: 7, faults: 2 },
])
  test(`of ${parties}, ${faults} with lying clocks never move the time of a certificate out of what honest clocks say (Spec: CAS-9)`, () => {
    const world = new InventedCase(names.slice(0, parties), faults);
    const head = world.head(world.log());
    const honest = fc.integer({ min: caseStart, max: caseStart + 7200 });
    const lie = fc.oneof(honest, fc.constantFrom(1, caseStart * 2, 253_402_300_799));
    const signers = fc.shuffledSubarray([...Array(parties).keys()], { minLength: quorumOf(world.known.terms) });
    const times = fc.array(fc.tuple(honest, lie), { minLength: parties, maxLength: parties });
    fc.assert(
      fc.property(signers, times, (by, said) => {
        const isLiar = (at: number): boolean => at < faults;
        const told = by.map((_, at) => said[at]?.[isLiar(at) ? 1 : 0] ?? 0);
        const right = told.filter((_, at) => !isLiar(at));
        const time = readCertificate(world.known, world.cosigned(head, by, told))?.time ?? 0;
        assert.ok(time >= Math.min(...right) && time <= Math.max(...right), `${time} of ${told.join(', ')}`);
      }),
      { numRuns: 40 },
    );
  });
