import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readVector } from './cvss-metrics.ts';
import { scores2, scores3, severityOf } from './cvss-score.ts';

/* Vectors with the scores that FIRST publishes in the examples and guides of CVSS. */

const three: readonly (readonly [vector: string, base: number, temporal: number, environmental: number])[] = [
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', 9.8, 9.8, 9.8],
  ['CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N', 6.4, 6.4, 6.4],
  ['CVSS:3.0/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N', 6.1, 6.1, 6.1],
  ['CVSS:3.1/AV:P/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N', 0, 0, 0],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O/RC:C', 9.8, 8.8, 8.8],
  ['CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:L/CR:L/IR:L/AR:L', 9.8, 9.8, 6.6],
];

test('CSF-3: CVSS 3.x gives the scores that its calculator gives', () => {
  for (const [text, base, temporal, environmental] of three) {
    const version = text.slice(5, 8);
    const vector = readVector(version, text);
    assert.ok(vector, text);
    assert.deepEqual(scores3(vector, version), { base, temporal, environmental }, text);
  }
  assert.deepEqual([0, 3.9, 4, 6.9, 7, 8.9, 9].map(severityOf), [
    'NONE',
    'LOW',
    'MEDIUM',
    'MEDIUM',
    'HIGH',
    'HIGH',
    'CRITICAL',
  ]);
});

test('CSF-3: CVSS 2.0 gives the scores of the three examples of its guide', () => {
  const examples: readonly (readonly [vector: string, base: number, temporal: number, environmental: number])[] = [
    ['AV:N/AC:L/Au:N/C:N/I:N/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:H', 7.8, 6.4, 9.2],
    ['AV:N/AC:L/Au:N/C:C/I:C/A:C/E:F/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:L', 10, 8.3, 9],
    ['AV:L/AC:H/Au:N/C:C/I:C/A:C/E:POC/RL:OF/RC:C/CDP:H/TD:H/CR:M/IR:M/AR:M', 6.2, 4.9, 7.5],
  ];
  for (const [text, base, temporal, environmental] of examples) {
    const vector = readVector('2.0', text);
    assert.ok(vector, text);
    assert.deepEqual(scores2(vector), { base, temporal, environmental }, text);
  }
});

test('CSF-3: a vector with a metric twice, without a base metric, unknown or of another version is none', () => {
  const base = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  for (const text of [
    `${base}/AV:N`,
    `${base}/E:Q`,
    `${base}/`,
    base.slice(0, -4),
    base.slice(9),
    base.replace('3.1', '3.0'),
  ])
    assert.equal(readVector('3.1', text), undefined, text);
});
