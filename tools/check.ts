/**
 * `npm run check`: everything that must hold before a change is offered. `--without NAME` leaves a step out.
 * Every step runs, also after a failure, so that one run shows all there is to mend.
 */
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { allRules } from './rules/all-rules.ts';
import { faultsOf } from './rules/house-rule.ts';
import { readRepository, root } from './rules/repository-files.ts';

interface Outcome {
  readonly ok: boolean;
  readonly output: string;
  /** A few words for the line of the step. */
  readonly note?: string;
}

type Step = readonly [name: string, run: () => Outcome];

function command(line: string): Outcome {
  const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
  const run = spawnSync(line, {
    cwd: root,
    shell: true,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, NO_COLOR: '1' },
    maxBuffer: 2 ** 28,
  });
  return { ok: run.status === 0, output: `$ ${line}\n${run.stdout}${run.stderr}${run.error?.message ?? ''}` };
}

const tool = (line: string) => (): Outcome => command(line);

function houseRules(): Outcome {
  const files = readRepository();
  const faults = allRules.flatMap((rule) => {
    const found = faultsOf(rule, files);
    return found.length === 0 ? [] : [`${rule.name}: ${rule.why}`, ...found.map((fault) => `  ${fault}`)];
  });
  return {
    ok: faults.length === 0,
    output: faults.join('\n'),
    note: `${allRules.length} rules, ${files.length} files`,
  };
}

/** Modules for the browser have a type-check of their own; tsc refuses a folder that holds none. */
function browserTypes(): Outcome {
  if (globSync('src/web/browser/**/*.ts', { cwd: root }).length === 0)
    return { ok: true, output: '', note: 'no module yet' };
  return command('tsc -p tsconfig.browser.json');
}

/** The runner's exit code says nothing when no file matched: the number of tests must be there and not zero. */
function tests(): Outcome {
  const manifest: { scripts: { test: string } } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { ok, output } = command(manifest.scripts.test);
  const passed = Number(/^ℹ pass (\d+)$/m.exec(output)?.[1] ?? 0);
  const failures = output.indexOf('failing tests:');
  return { ok: ok && passed > 0, output: output.slice(Math.max(0, failures)), note: `${passed} passed` };
}

const steps: readonly Step[] = [
  ['format and lint', tool('biome ci --colors=off --error-on-warnings --max-diagnostics=50')],
  ['promises and conditions', tool('oxlint --type-aware --deny-warnings --report-unused-disable-directives')],
  ['types', tool('tsc -p tsconfig.json')],
  ['types, pure layers', tool('tsc -p tsconfig.pure.json')],
  ['types, browser', browserTypes],
  ['dead code', tool('knip --no-progress')],
  ['house rules', houseRules],
  ['tests', tests],
];

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

function main(): void {
  const { values } = parseArgs({ options: { without: { type: 'string', multiple: true, default: [] } } });
  const unknown = values.without.filter((name) => !steps.some(([known]) => known === name));
  if (unknown.length > 0) throw new Error(`No such step: ${unknown.join(', ')}`);
  const began = performance.now();
  const failed: [name: string, output: string][] = [];
  for (const [name, run] of steps.filter(([step]) => !values.without.includes(step))) {
    const stepBegan = performance.now();
    const { ok, output, note } = run();
    const line = `${ok ? '✓' : '✗'} ${name.padEnd(24)} ${seconds(stepBegan).padStart(7)}`;
    console.log(note === undefined ? line : `${line}  ${note}`);
    if (!ok) failed.push([name, output]);
  }
  for (const [name, output] of failed) console.log(`\n── ${name}\n${output.trim()}`);
  console.log(
    `\n${failed.length === 0 ? 'All holds' : `Failed: ${failed.map(([name]) => name).join(', ')}`}, ${seconds(began)}`,
  );
  process.exitCode = failed.length === 0 ? 0 : 1;
}

main();
