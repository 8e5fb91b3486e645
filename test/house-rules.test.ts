import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allRules } from '../tools/rules/all-rules.ts';
import { ambientInputs } from '../tools/rules/ambient-inputs.ts';
import { changeFragments } from '../tools/rules/change-fragments.ts';
import { codeOnly } from '../tools/rules/code-only.ts';
import { fileBudget } from '../tools/rules/file-budget.ts';
import { faultsOf, type HouseRule } from '../tools/rules/house-rule.ts';
import { layerImports } from '../tools/rules/layer-imports.ts';
import { oneEgress } from '../tools/rules/one-egress.ts';
import { patternRule } from '../tools/rules/pattern-rule.ts';
import { privateWords } from '../tools/rules/private-words.ts';
import { readRepository } from '../tools/rules/repository-files.ts';
import { type Exceptions, specCoverageWith } from '../tools/rules/spec-coverage.ts';
import { testClock } from '../tools/rules/test-clock.ts';

const repository = readRepository();

for (const rule of allRules.filter((entry) => entry !== layerImports)) {
  test(`the house rule holds here: ${rule.name}`, () => assert.deepEqual(faultsOf(rule, repository), []));
}

test('a rule that sees no file fails', () => {
  for (const rule of allRules) assert.match(faultsOf(rule, []).join(), /saw nothing/);
});

/** The faults of one invented file, without complaints about allowances that the invention does not need. */
const faultsIn = (rule: HouseRule, path: string, text: string): string[] =>
  rule.inspect([{ path, text }]).faults.filter((fault) => !fault.endsWith('its allowance'));

const planted: readonly [rule: HouseRule, path: string, text: string][] = [
  [ambientInputs, 'src/protocol/log/x.ts', 'const now = Date.now();'],
  [ambientInputs, 'src/protocol/log/x.ts', 'const now = new Date();'],
  [ambientInputs, 'src/desks/rules/x.ts', 'const now = new Date( ).getTime();'],
  [ambientInputs, 'src/check/x.ts', 'const luck = Math.random();'],
  [ambientInputs, 'src/web/x.ts', 'const shown = (1234).toLocaleString();'],
  [ambientInputs, 'src/web/x.ts', 'const shown = new Intl.NumberFormat();'],
  [ambientInputs, 'src/exchange/stix/x.ts', 'const hour = when.getHours();'],
  [oneEgress, 'src/server/http/x.ts', "await fetch('https://example.org');"],
  [oneEgress, 'src/cli/x.ts', "import { request } from 'node:https';"],
  [oneEgress, 'src/server/jobs/x.ts', "import net from 'node:net';"],
  [oneEgress, 'src/server/jobs/x.ts', "import { connect, isIP } from 'node:net';"],
  [oneEgress, 'src/world/x.ts', "import { Client } from 'undici';"],
  [oneEgress, 'src/web/browser/x.ts', "new WebSocket('wss://example.org');"],
  [testClock, 'src/server/x.test.ts', 'await new Promise((done) => setTimeout(done, 10));'],
  [testClock, 'src/server/x.test.ts', "import { scheduler } from 'node:timers/promises';"],
  [testClock, 'test/x.test.ts', 'const now = Date.now();'],
  [privateWords, 'docs/x.md', `See ${'/wo'}${'rk/'}main.`],
  [privateWords, 'src/x.ts', `// As the ${'sub'}${'agent'} said.`],
  [fileBudget, 'src/server/long.ts', 'x();\n'.repeat(401)],
  [fileBudget, 'src/server/utils.ts', 'x();\n'],
  [changeFragments, 'changes/some-change.md', 'Something was done\n'],
  [changeFragments, 'changes/Some Change.md', 'Added: something that users notice.\n'],
];

for (const [rule, path, text] of planted) {
  test(`${rule.name} catches ${JSON.stringify(text.slice(0, 60))} in ${path}`, () =>
    assert.equal(faultsIn(rule, path, text).length, 1));
}

const harmless: readonly [rule: HouseRule, path: string, text: string][] = [
  [ambientInputs, 'src/protocol/log/x.ts', '// never Date.now() here\nconst day = new Date(seconds * 1000);'],
  [ambientInputs, 'src/server/clock.ts', 'export const now = () => Date.now();'],
  [ambientInputs, 'src/web/x.ts', 'new Intl.NumberFormat(locale);'],
  [oneEgress, 'src/server/egress/x.ts', "await fetch('https://example.org');"],
  [oneEgress, 'src/server/http/x.ts', 'const row = store.fetch(id);'],
  [oneEgress, 'src/server/http/x.ts', "import type { AddressInfo } from 'node:net';\nimport { isIP } from 'node:net';"],
  [oneEgress, 'src/server/http/x.test.ts', 'await fetch(address);'],
  [testClock, 'src/server/clock.ts', 'setTimeout(run, 10);'],
  [privateWords, 'docs/x.md', 'The API root answers at /taxii2/root/collections/.'],
  [fileBudget, 'src/server/long.test.ts', 'x();\n'.repeat(401)],
  [fileBudget, 'src/web/messages/en.ts', 'x();\n'.repeat(401)],
  [changeFragments, 'changes/some-change.md', 'Added: something that users notice.\n\nMore about it.\n'],
];

for (const [rule, path, text] of harmless) {
  test(`${rule.name} leaves alone ${JSON.stringify(text.slice(0, 60))} in ${path}`, () =>
    assert.deepEqual(faultsIn(rule, path, text), []));
}

test('an allowance that no file needs is a fault', () => {
  const rule = patternRule({
    name: 'no shouting',
    why: 'It helps nobody.',
    scope: () => true,
    banned: [/HEY/],
    allowed: { 'src/quiet.ts': 'It used to shout.', 'src/loud/': 'A megaphone.' },
  });
  const files = [
    { path: 'src/quiet.ts', text: 'hello' },
    { path: 'src/loud/x.ts', text: 'HEY' },
  ];
  assert.deepEqual(rule.inspect(files).faults, ['src/quiet.ts no longer needs its allowance']);
});

test('comments are blanked, texts and line numbers stay', () => {
  const source = "a('// no comment'); // one\n/* two\n lines */ b(`/* no comment */`);";
  const spaces = (count: number): string => ' '.repeat(count);
  const expected = `a('// no comment'); ${spaces(6)}\n${spaces(6)}\n${spaces(9)} b(\`/* no comment */\`);`;
  assert.equal(codeOnly(source), expected);
});

const specification = {
  path: 'spec/log.md',
  text: '# Log\n**LOG-1** A log MUST grow.\n\n- **LOG-2** A log may\n  sleep.\n\n### LOG-3 Trees\nA tree MUST\nbe balanced.\n',
};
const code = (text: string) => ({ path: 'src/protocol/log/x.ts', text });
const testOf = (text: string) => ({ path: 'src/protocol/log/x.test.ts', text });
const covering = [specification, code('// Spec: LOG-1, LOG-3'), testOf("test('it grows (LOG-1), balanced (LOG-3)')")];
const specFaults = (files: typeof covering, excused: Exceptions = {}): readonly string[] =>
  specCoverageWith(excused).inspect(files).faults;

test('a specification whose MUST clauses are cited by code and tests is covered', () => {
  assert.deepEqual(specFaults(covering), []);
});

test('a MUST clause that no source or no test cites is a fault', () => {
  assert.deepEqual(specFaults([specification, code('// Spec: LOG-1'), testOf('// Spec: LOG-1, LOG-3')]), [
    'LOG-3 is cited by no source',
  ]);
  assert.deepEqual(specFaults([specification, code('// Spec: LOG-1, LOG-3'), testOf('// LOG-3')]), [
    'LOG-1 is cited by no test',
  ]);
});

test('a cited clause that the specification does not declare is a fault', () => {
  assert.match(specFaults([...covering, code(`// Spec: ${'TOO'}-9`)]).join(), /^T.O-9 is cited in src/);
  assert.match(specFaults([...covering, testOf('// as LOG-4 says')]).join(), /^LOG-4 is cited in src/);
});

test('names that only look like clauses are none', () => {
  assert.deepEqual(specFaults([...covering, code('// SHA-256 and RFC-9421, CVE-2026')]), []);
});

test('an exception excuses its clause or chapter, and one that excuses nothing is a fault', () => {
  const files = [specification, testOf('// LOG-1 LOG-3')];
  assert.deepEqual(specFaults(files, { 'LOG-1': 'soon', 'LOG-3': 'soon' }), []);
  assert.deepEqual(specFaults(files, { 'LOG-*': 'soon' }), []);
  assert.deepEqual(specFaults(covering, { 'LOG-*': 'soon' }), ['the exception LOG-* excuses nothing']);
});
