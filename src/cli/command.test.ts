import assert from 'node:assert/strict';
import { it } from 'node:test';
import { noInput } from './comity.fixture.ts';
import { chosen, command, group, type Terminal, UsageError } from './command.ts';

function screen(): { terminal: Terminal; out: () => string } {
  const parts: string[] = [];
  return {
    terminal: { out: (text) => void parts.push(text), err: () => undefined, input: noInput, isScreen: false },
    out: () => parts.join(''),
  };
}

let given: unknown;
const probe = command({
  about: 'Probe',
  words: ['FIRST', 'SECOND?'],
  options: {
    need: { type: 'string', value: 'X', about: 'Needed', required: true },
    flag: { type: 'boolean', about: 'A flag' },
    many: { type: 'string', value: 'M', about: 'Many', multiple: true },
  },
  example: 'probe one --need x',
  run: (all) => {
    given = all;
    return 7;
  },
});

it('A command gets its words, and its options by name', async () => {
  const { terminal } = screen();
  assert.equal(await probe.run('probe', ['one', '--need', 'x', '--many', 'a', '--many=b', 'two'], terminal), 7);
  assert.deepEqual(given, { values: { need: 'x', flag: undefined, many: ['a', 'b'] }, words: ['one', 'two'] });
  await probe.run('probe', ['--need=x', '--flag', '--', '--help'], terminal);
  assert.deepEqual(given, { values: { need: 'x', flag: true, many: [] }, words: ['--help'] });
});

it('What is missing or too much is told by its name', async () => {
  const { terminal } = screen();
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['one'], /--need X is missing/],
    [['--need', 'x'], /FIRST is missing/],
    [['1', '2', '3', '--need', 'x'], /nothing is expected at "3"/],
  ];
  for (const [args, message] of cases)
    await assert.rejects(
      probe.run('probe', args, terminal),
      (error) => error instanceof UsageError && message.test(error.message),
    );
});

it('Help shows what may be left out and what may be repeated', async () => {
  const { terminal, out } = screen();
  assert.equal(await probe.run('probe', ['-h'], terminal), 0);
  assert.match(out(), /^Usage: comity probe FIRST \[SECOND\] --need X \[--flag\] \[--many M\]…$/m);
  assert.match(out(), /^ {2}--many M {2}Many$/m);
});

it('A group passes the rest on to the member that is named', async () => {
  const { terminal, out } = screen();
  const both = group('Both', { probe }, 'both probe one --need x');
  assert.equal(await both.run('both', ['probe', 'one', '--need', 'x'], terminal), 7);
  await both.run('both', ['probe', '--help'], terminal);
  assert.match(out(), /comity both probe FIRST/);
  await assert.rejects(both.run('both', [], terminal), UsageError);
  assert.throws(() => chosen({ probe }, 'toString', ''), UsageError);
});
