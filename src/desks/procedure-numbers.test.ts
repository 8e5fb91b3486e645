import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Citation, Procedure } from '#protocol/case/procedure.ts';
import { procedures } from './procedures.ts';

const page = join(import.meta.dirname, '../../spec/procedure-numbers.md');

/** The hours that cite a source, smallest first. A floor of nothing is no number. */
function hoursCiting({ machines }: Procedure, { key }: Citation): string {
  const waits = machines.flatMap(({ states }) => states.flatMap((state) => state.waits));
  const numbers = waits
    .filter(({ cite }) => cite === key)
    .flatMap(({ within, floor, ceiling }) => [within, floor, ceiling])
    .filter((hours) => typeof hours === 'number' && hours > 0);
  return [...new Set(numbers)].toSorted((a, b) => Number(a) - Number(b)).join(', ');
}

test('the table of numbers names every source of every procedure, its hours, whether they are our own, and when it was compared (Spec: PRO-4)', () => {
  const rows = readFileSync(page, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const stated = rows.map(([, procedure, source, hours, says, , on]) =>
    [procedure, source, hours, says?.startsWith('Ours') ? 'own' : 'cited', on].join(' '),
  );
  const held = procedures.flatMap(({ procedure }) =>
    procedure.citations.map((one) =>
      [
        `\`${procedure.id}\``,
        `\`${one.key}\``,
        hoursCiting(procedure, one),
        one.isOwn ? 'own' : 'cited',
        one.checked?.on ?? '–',
      ].join(' '),
    ),
  );
  assert.ok(held.length > 10);
  assert.deepEqual(stated, held);
});
