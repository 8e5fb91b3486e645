import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../bytes/canonical-json.ts';
import { CasePlay, partyOf } from './case-play.fixture.ts';
import { stateHash } from './case-state.ts';
import { type Procedure, readProcedure } from './procedure.ts';
import { procedureFaults } from './procedure-check.ts';
import { owedIn, possibleFor } from './view.ts';

const [chair, one, two, late] = ['a', 'b', 'c', 'd'].map(partyOf) as [string, string, string, string];
const closed = { key: 'closed', end: true };

/** Points that are put to two delegations, each of which takes a position on each point; a point is carried by all. */
const data: JsonObject = {
  id: 'points',
  version: 1,
  desk: 'rules',
  roles: [
    { key: 'chair', least: 1, most: 1 },
    { key: 'delegation', least: 1, most: 200 },
  ],
  citations: [{ key: 'none', source: 'Invented for tests' }],
  machines: [
    {
      key: 'talk',
      each: 'case',
      main: true,
      initial: 'open',
      states: [
        {
          key: 'open',
          waits: [{ key: 'end', owner: ['chair'], within: 5000, silence: 'lapse', to: 'closed', cite: 'none' }],
        },
        closed,
      ],
      acts: [
        { key: 'put', by: ['chair'], from: ['open'], fields: [{ key: 'until', type: 'time' }] },
        {
          key: 'join',
          by: ['chair'],
          from: ['open'],
          fields: [{ key: 'party', type: 'party' }],
          effects: [{ kind: 'admit', role: 'delegation', field: 'party' }],
        },
        {
          key: 'pass-chair',
          by: ['delegation'],
          from: ['open'],
          effects: [{ kind: 'take-role', role: 'chair', leaves: 'delegation' }],
        },
      ],
    },
    {
      key: 'point',
      each: 'case',
      item: 'put',
      initial: 'before',
      states: [
        {
          key: 'before',
          waits: [
            { key: 'silence', owner: ['delegation'], within: 72, silence: 'consent', to: 'carried', cite: 'none' },
          ],
        },
        {
          key: 'carried',
          waits: [
            {
              key: 'in-force',
              owner: ['chair'],
              within: 'until',
              ceiling: 1000,
              silence: 'lapse',
              to: 'over',
              cite: 'none',
            },
          ],
        },
        { key: 'over', end: true },
      ],
      acts: [
        {
          key: 'agree',
          by: ['delegation', 'chair'],
          from: ['before'],
          to: 'carried',
          answers: 'silence',
          needs: { from: ['chair', 'delegation'], count: 'all', counts: ['put'] },
        },
        {
          key: 'shorten',
          by: ['delegation'],
          from: ['carried'],
          fields: [{ key: 'until', type: 'time', below: 'until' }],
        },
        {
          key: 'wish',
          by: ['delegation'],
          from: ['carried'],
          fields: [{ key: 'wanted', type: 'time', above: 'until' }],
        },
        { key: 'grant', by: ['chair'], from: ['carried'], effects: [{ kind: 'set', field: 'until', from: 'wanted' }] },
      ],
    },
    {
      key: 'position',
      each: ['delegation'],
      item: 'put',
      initial: 'none',
      states: [{ key: 'none' }, { key: 'taken' }],
      acts: [{ key: 'take', by: ['self'], from: ['none', 'taken'], to: 'taken' }],
    },
  ],
};

const procedure: Procedure = readProcedure(data);
const members = [
  { party: chair, roles: ['chair'] },
  { party: one, roles: ['delegation'] },
  { party: two, roles: ['delegation'] },
];
const begun = (): CasePlay => new CasePlay(procedure, members);
const until = (play: CasePlay, hours: number) => ({ fields: { until: play.at(hours) } });

test('a procedure with items is sound', () => assert.deepEqual(procedureFaults(procedure), []));

test('each item has machines of its own, for the case and for each party, also one that is admitted later (Spec: PRO-20)', () => {
  const play = begun();
  const first = play.do(chair, 'put', 0, until(play, 50));
  const second = play.do(chair, 'put', 0, until(play, 60));
  play.do(one, 'take', 1, { item: first });
  play.do(chair, 'join', 2, { fields: { party: late } });
  play.do(late, 'take', 3, { item: second });
  assert.deepEqual(play.voids, []);
  assert.equal(play.in('position', one, first), 'taken');
  assert.equal(play.in('position', one, second), 'none');
  assert.equal(play.in('position', late, first), 'none');
  assert.equal(play.in('position', late, second), 'taken');
  const own = possibleFor(procedure, play.state, two).filter(({ rule }) => rule.key === 'take');
  assert.deepEqual(
    own.map(({ item }) => item),
    [first, second],
  );
});

test('an act about no item, or about one that nobody made, is void, and one more than 64 is too many (Spec: PRO-20)', () => {
  const play = begun();
  const first = play.do(chair, 'put', 0, until(play, 50));
  play.do(one, 'take', 1);
  play.do(one, 'take', 1, { item: '0'.repeat(64) });
  play.do(chair, 'put', 1, { ...until(play, 50), item: first });
  assert.deepEqual(play.voids, ['void-about', 'void-about', 'void-about']);
  for (let count = 1; count < 64; count++) play.do(chair, 'put', 2, until(play, 50));
  assert.equal(play.voids.length, 3);
  play.do(chair, 'put', 3, until(play, 50));
  assert.equal(play.voids.at(-1), 'void-full');
});

test('who made an item has agreed to it; all others must agree each (Spec: PRO-5, PRO-20)', () => {
  const play = begun();
  const item = play.do(chair, 'put', 0, until(play, 50));
  play.do(chair, 'agree', 1, { item });
  assert.deepEqual(play.voids, ['void-repeated'], 'the chair has put it, which counts');
  play.do(one, 'agree', 1, { item });
  assert.equal(play.in('point', undefined, item), 'before');
  play.do(two, 'agree', 2, { item });
  assert.equal(play.in('point', undefined, item), 'carried');
});

test('silence is consent only of those who are shown to have received; the others are asked anew (Spec: PRO-21)', () => {
  const play = begun();
  const item = play.do(chair, 'put', 0, until(play, 240));
  play.cosign(one).until(73);
  assert.equal(play.in('point', undefined, item), 'before');
  const step = play.state.steps.at(-1);
  assert.ok(step?.kind === 'lapse' && step.from === step.to);
  assert.deepEqual(step.unreached, [two]);
  const [owed] = owedIn(procedure, play.state).filter(({ wait }) => wait === 'silence');
  assert.equal(owed?.due, play.at(144), 'as many hours again');
  play.cosign(two).until(144);
  assert.equal(play.in('point', undefined, item), 'before');
  play.until(145);
  assert.equal(play.in('point', undefined, item), 'carried');
});

test('an act shows that its author has received what it had seen, and what was agreed before silence was asked anew still counts (Spec: PRO-21)', () => {
  const play = begun();
  const item = play.do(chair, 'put', 0, until(play, 900));
  play.do(one, 'agree', 1, { item });
  play.until(80);
  play.do(two, 'take', 81, { item, seen: 1 });
  play.until(150);
  assert.equal(play.in('point', undefined, item), 'before', 'an act that had not seen it shows nothing');
  play.do(two, 'take', 151, { item });
  play.until(217);
  assert.equal(play.in('point', undefined, item), 'carried');
});

test('what takes effect at a given time is put off as long again while one of the silent has not received it (Spec: PRO-21)', () => {
  const text = JSON.stringify(data).replace('"silence":"lapse","to":"over"', '"silence":"consent","to":"over"');
  const play = new CasePlay(readProcedure(JSON.parse(text)), members);
  const item = play.do(chair, 'put', 0, until(play, 50));
  for (const party of [one, two]) play.do(party, 'agree', 10, { item });
  play.until(51);
  assert.equal(play.in('point', undefined, item), 'carried');
  play.cosign(chair).until(90);
  assert.equal(play.in('point', undefined, item), 'carried');
  play.until(91);
  assert.equal(play.in('point', undefined, item), 'over');
});

test('a time must lie on its side of the one in force; a wished one waits until it is granted (Spec: PRO-22)', () => {
  const play = begun();
  const item = play.do(chair, 'put', 0, until(play, 80));
  for (const party of [one, two]) play.do(party, 'agree', 1, { item });
  const due = (): number | undefined => owedIn(procedure, play.state).find(({ wait }) => wait === 'in-force')?.due;
  play.do(one, 'shorten', 2, { item, ...until(play, 81) });
  play.do(one, 'wish', 2, { item, fields: { wanted: play.at(80) } });
  assert.deepEqual(play.voids, ['void-field', 'void-field']);
  play.do(one, 'shorten', 3, { item, ...until(play, 60) });
  play.do(one, 'wish', 3, { item, fields: { wanted: play.at(5000) } });
  assert.equal(due(), play.at(60));
  play.do(chair, 'grant', 4, { item });
  assert.equal(due(), play.at(1004), 'held by the ceiling, counted from the moment it was granted');
});

test('a time that is given too late ends what it ends when it is given, never before (Spec: PRO-3)', () => {
  const play = begun();
  const item = play.do(chair, 'put', 0, until(play, 80));
  for (const party of [one, two]) play.do(party, 'agree', 1, { item });
  play.do(one, 'shorten', 20, { item, ...until(play, 10) });
  play.until(21);
  assert.equal(play.in('point', undefined, item), 'over');
  const times = play.state.steps.map(({ time }) => time);
  assert.deepEqual(
    times,
    times.toSorted((x, y) => x - y),
  );
});

test('whoever passes a role on keeps the one that it leaves (Spec: PRO-5)', () => {
  const play = begun();
  play.do(one, 'pass-chair', 1);
  assert.deepEqual(play.state.members[chair], ['delegation']);
  assert.deepEqual(play.state.members[one], ['chair', 'delegation']);
});

test('items and receipt are part of the state that two servers compare (Spec: CAS-14)', () => {
  const [a, b] = [begun(), begun()];
  assert.equal(stateHash(a.state), stateHash(b.state));
  a.cosign(one);
  assert.notEqual(stateHash(a.state), stateHash(b.state));
});

test('each planted fault of items, receipt, bounds and release is found (Spec: PRO-2, PRO-20 to PRO-23)', () => {
  const faultsWith = (from: string, to: string): string[] => {
    const text = JSON.stringify(data);
    assert.ok(text.includes(from), from);
    return procedureFaults(readProcedure(JSON.parse(text.replaceAll(from, to)))).map(
      ({ code, path }) => `${code} ${path}`,
    );
  };
  const put = '"fields":[{"key":"until","type":"time"}]';
  const planted = [
    ['item-unknown point', '"item":"put"', '"item":"nothing"'],
    ['item-unknown position', '"item":"put"', '"item":"agree"'],
    ['act-unknown point/agree', '"counts":["put"]', '"counts":["nothing"]'],
    ['field-unknown point/shorten', '"below":"until"', '"below":"nothing"'],
    ['field-unknown point/grant', '"from":"wanted"', '"from":"nothing"'],
    ['role-unknown talk/pass-chair', '"leaves":"delegation"', '"leaves":"nobody"'],
    ['item-unknown talk/put', put, `${put},"releases":{"machine":"position","states":["taken"]}`],
    ['state-unknown talk/put', put, `${put},"releases":{"machine":"point","states":["nowhere"]}`],
    ['field-unknown talk/put', put, `${put},"releases":{"machine":"point","states":["carried"],"label":"under"}`],
  ] as const;
  for (const [fault, from, to] of planted)
    assert.ok(faultsWith(from, to).includes(fault), `${fault}: ${faultsWith(from, to)}`);
});

test('whoever has not seen what it agrees to has not agreed, whenever the act was ordered (Spec: PRO-25)', () => {
  const play = begun();
  const item = play.do(chair, 'put', 0, until(play, 80));
  const place = play.size - 1;
  play.do(one, 'agree', 1, { item, seen: place });
  assert.deepEqual(play.voids, ['void-seen']);
  for (const party of [one, two]) play.do(party, 'agree', 1, { item, seen: place + 1 });
  assert.deepEqual(play.voids, ['void-seen']);
  assert.notEqual(play.in('point', undefined, item), 'before');
});
