import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { stateHash } from './case-state.ts';
import type { CaseTerms } from './genesis.ts';
import { inventedProcedure } from './invented-procedure.fixture.ts';
import { readProcedure } from './procedure.ts';
import { CaseReplay } from './replay.ts';
import { type RoomEntry, readRoomEntry, roomEntryJson } from './room.ts';
import { epochsOf, readingMembers } from './room-rules.ts';

const roles = [
  { key: 'asker', least: 1, most: 1 },
  { key: 'asked', least: 1, most: 1 },
  { key: 'helper', least: 0, most: 10 },
  { key: 'witness', least: 0, most: 10, reads: false },
];
const procedure = readProcedure({ ...inventedProcedure, roles });
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string];
const start = 1_800_000_000;
const keyOf = (letter: string): string => `age1${letter.repeat(58)}`;

const terms: CaseTerms = {
  procedure: { id: 'question', version: 1, hash: '0'.repeat(64) },
  members: [
    { party: a, roles: ['asker'] },
    { party: b, roles: ['asked'] },
    { party: c, roles: ['witness'] },
  ],
  council: [a, b, c],
  faults: 0,
  depositaries: [c],
};

class Play {
  readonly replay = new CaseReplay(terms, procedure, start);
  #index = 0;

  room(author: string, ...[room, epoch, readers, key = 'q']: [string, number, readonly string[], string?]): this {
    const entry: RoomEntry = { case: '0'.repeat(64), room, epoch, readers, recipient: keyOf(key) };
    this.replay.applyRoom({ index: ++this.#index, author, entry, time: start });
    return this;
  }

  act(author: string, act: string, more: { room?: { name: string; epoch: number }; field?: string } = {}): this {
    const index = ++this.#index;
    const { room, field } = more;
    const seen = { size: 1, root: '0'.repeat(32) };
    const fields = field === undefined ? {} : { party: field };
    const data = { case: '0'.repeat(64), n: index, seen, act, fields, ...(room === undefined ? {} : { room }) };
    this.replay.apply({
      index,
      record: `record ${index}`,
      author,
      act: data,
      hasWords: true,
      seenHolds: true,
      time: start,
    });
    return this;
  }

  readers(room: string): (readonly string[])[] {
    return epochsOf(this.replay.state, room).map(({ readers }) => readers);
  }

  get voids(): string[] {
    return this.replay.state.steps.flatMap((step) => (step.kind === 'void' ? [step.code] : []));
  }
}

test('an epoch of the whole case is for exactly the members that read, made by one of them (Spec: ROM-4, ROM-5)', () => {
  const play = new Play()
    .room(c, 'all', 1, [a, b])
    .room(a, 'all', 1, [a])
    .room(a, 'all', 1, [a, b, c])
    .room(d, 'all', 1, [a, b])
    .room(b, 'all', 2, [a, b]);
  assert.deepEqual(play.voids, ['void-readers', 'void-readers', 'void-readers', 'void-author', 'void-epoch']);
  assert.deepEqual(play.room(b, 'all', 1, [a, b]).readers('all'), [[a, b]]);
  assert.deepEqual(play.room(a, 'all', 1, [a, b]).voids.at(-1), 'void-readers', 'the same epoch twice');
});

test('a caucus goes on by those who are in it, with members that read (Spec: ROM-5)', () => {
  const play = new Play().room(a, 'side', 1, [a]).room(b, 'side', 2, [a, b]).room(a, 'side', 2, [a, c]);
  assert.deepEqual(play.voids, ['void-readers', 'void-readers']);
  assert.deepEqual(play.room(a, 'side', 2, [a, b]).readers('side'), [[a], [a, b]]);
});

test('a key is passed on by a reader, under its own number and recipient, to somebody new (Spec: ROM-6)', () => {
  const play = new Play().room(a, 'side', 1, [a], 'q').room(a, 'side', 2, [a, b], 'p');
  play
    .room(b, 'side', 1, [b], 'q')
    .room(a, 'side', 1, [b], 'p')
    .room(a, 'side', 1, [c], 'q')
    .room(a, 'side', 1, [a], 'q');
  assert.deepEqual(play.voids, ['void-readers', 'void-epoch', 'void-readers', 'void-readers']);
  const before = stateHash(play.replay.state);
  assert.deepEqual(play.room(a, 'side', 1, [b], 'q').readers('side'), [
    [a, b],
    [a, b],
  ]);
  assert.notEqual(stateHash(play.replay.state), before);
});

test('words in a caucus by somebody outside it, or in an epoch that is not there, are void; in the whole case anybody may speak (Spec: ROM-7)', () => {
  const all = { name: 'all', epoch: 1 };
  const play = new Play().act(a, 'ask', { room: all }).room(b, 'side', 1, [b]).room(a, 'all', 1, [a, b]);
  play.act(a, 'ask', { room: { name: 'side', epoch: 1 } }).act(a, 'ask', { room: { name: 'constructor', epoch: 1 } });
  assert.deepEqual(play.voids, ['void-room', 'void-room', 'void-room']);
  assert.equal(play.act(a, 'ask', { room: all }).replay.state.steps.at(-1)?.kind, 'act');
});

test('a room is read as it was written, and nothing else is (Spec: ROM-3)', () => {
  const entry: RoomEntry = { case: a, room: 'all', epoch: 1, readers: [a, b], recipient: keyOf('q') };
  assert.deepEqual(readRoomEntry(roomEntryJson(entry)), entry);
  const wrong: Partial<Record<keyof RoomEntry, unknown>>[] = [
    { room: 'All' },
    { room: '__proto__' },
    { epoch: 0 },
    { readers: [b, a] },
    { recipient: 'age1qqq' },
    { recipient: keyOf('b') },
  ];
  for (const one of wrong)
    assert.throws(
      () => readRoomEntry({ ...roomEntryJson(entry), ...one } as never),
      (thrown: unknown) => faultCode(thrown) !== undefined,
      JSON.stringify(one),
    );
});

const parties = fc.constantFrom(a, b, c, d);
const move = fc.oneof(
  fc.record({
    kind: fc.constant('room' as const),
    author: parties,
    room: fc.constantFrom('all', 'one', 'two'),
    /** How far from the next epoch. */
    back: fc.constantFrom(0, 0, 0, 1, 1, 2, -1),
    readers: fc.oneof(fc.constant(undefined), fc.subarray([a, b, d]), fc.subarray([a, b, c, d])),
    key: fc.constantFrom(undefined, undefined, undefined, 'q'),
  }),
  fc.record({ kind: fc.constant('admit' as const), who: parties }),
);

type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

/** Makes one move, and gives back what is wrong with the state after it; and whether somebody became a reader. */
function makeMove(play: Play, one: Move): { wrong: number; begun: number; passed: number } {
  const { state } = play.replay;
  const reading = readingMembers(procedure, state);
  const before = new Map(state.rooms);
  if (one.kind === 'admit') play.act(a, 'invite', { field: one.who });
  else {
    const epochs = epochsOf(state, one.room);
    const number = Math.max(1, epochs.length + 1 - one.back);
    const key = one.key ?? epochs[number - 1]?.recipient.at(-1) ?? 'z';
    play.room(one.author, one.room, number, (one.readers ?? reading).toSorted(), key);
  }
  const epochs = [...state.rooms].flatMap(([room, all]) =>
    all.map((now, at) => ({ now, was: before.get(room)?.[at] })),
  );
  const added = epochs.map(({ now, was }) => now.readers.filter((id) => !was?.readers.includes(id)));
  const wrong = epochs.filter(
    ({ now, was }, at) =>
      added[at]?.some((id) => !reading.includes(id)) ||
      was?.readers.some((id) => !now.readers.includes(id)) ||
      (was !== undefined && was.recipient !== now.recipient),
  ).length;
  const begun = epochs.filter(({ was }) => was === undefined).length;
  return { wrong, begun, passed: added.filter((ids) => ids.length > 0).length - begun };
}

test('whatever is asked for: only members that read become readers, an epoch loses none, and keeps its key (Spec: ROM-5, ROM-6)', () => {
  const sum = { begun: 0, passed: 0 };
  const run = (moves: readonly Move[]): void => {
    const play = new Play();
    for (const one of moves) {
      const { wrong, begun, passed } = makeMove(play, one);
      assert.equal(wrong, 0, JSON.stringify(one));
      sum.begun += begun;
      sum.passed += passed;
    }
  };
  fc.assert(fc.property(fc.array(move, { minLength: 30, maxLength: 60 }), run), { numRuns: 400 });
  assert.ok(sum.begun > 50 && sum.passed > 9, JSON.stringify(sum));
});
