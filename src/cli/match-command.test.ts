import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { sampleIndicator } from '#exchange/stix/sample-indicator.ts';
import { call, callWith, json } from './comity.fixture.ts';

test('comity match reads lines, states sightings and says what became of each line (MAT-16)', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'comity-match-'));
  t.after(() => rmSync(home, { recursive: true }));
  const data = join(home, 'party');
  await call('init', '--data', data, '--name', 'Aldoria', '--kind', 'cert');
  const bundle = join(home, 'bundle.json');
  writeFileSync(bundle, JSON.stringify([sampleIndicator(1, { pattern: "[domain-name:value = 'bad.test-net']" })]));
  assert.equal((await call('import', '--data', data, bundle)).code, 0);
  const seen = '{"type":"domain-name","value":"bad.test-net","at":"2026-04-01T00:00:00Z","count":2}';
  const report = json(
    await callWith(`${seen}\nnothing\n${seen}\n`, 'match', '--data', data, '--label', 'green', '--json'),
  );
  assert.deepEqual([report['lines'], report['matches'], report['refused'], report['sightings']], [3, 4, 1, 1]);
  const again = await callWith('nothing\n', 'match', '--data', data);
  assert.equal(again.code, 1);
  assert.match(
    again.out,
    /^1 lines, 0 observations: 0 matches of 0 indicators, 0 guarded, 1 lines refused; 0 sightings/,
  );
  assert.match(again.err, /refused observation-syntax line 1/);
  assert.equal((await callWith('', 'match', '--data', data, '--label', 'pink')).code, 2);
});
