import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Act, FieldValue } from './act.ts';
import { type CaseState, stateHash } from './case-state.ts';
import type { CaseTerms } from './genesis.ts';
import { inventedProcedure } from './invented-procedure.fixture.ts';
import { readProcedure } from './procedure.ts';
import { CaseReplay, type TimedAct } from './replay.ts';
import { dueAt, owedIn, possibleFor, whereIs } from './view.ts';

const procedure = readProcedure(inventedProcedure);
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(64)) as [string, string, string, string];
const hour = 3600;
const start = 1_800_000_000;

const terms: CaseTerms = {
  procedure: { id: 'question', version: 1, hash: '0'.repeat(64) },
  members: [
    { party: a, roles: ['asker'] },
    { party: b, roles: ['asked'] },
    { party: c, roles: [] },
  ],
  council: [a, b, c],
  faults: 0,
  depositaries: [c],
};

class Play {
  readonly replay = new CaseReplay(terms, procedure, start);
  #index = 0;
  readonly #numbers = new Map<string, number>();

  do(
    author: string,
    act: string,
    time: number,
    more: { fields?: Record<string, FieldValue>; about?: string; words?: boolean } = {},
  ): this {
    const n = (this.#numbers.get(author) ?? 0) + 1;
    this.#numbers.set(author, n);
    const { fields = {}, about, words = true } = more;
    const data: Act = {
      case: '0'.repeat(64),
      n,
      seen: { size: this.#index + 1, root: '0'.repeat(32) },
      act,
      fields,
      ...(about === undefined ? {} : { about }),
    };
    this.replay.apply({
      index: ++this.#index,
      record: '0'.repeat(64),
      author,
      act: data,
      hasWords: words,
      seenHolds: true,
      time: start + time,
    });
    return this;
  }

  get state(): CaseState {
    return this.replay.state;
  }

  get talk(): string {
    return this.state.machines['talk']?.state ?? '';
  }

  get voids(): string[] {
    return this.state.steps.flatMap((step) => (step.kind === 'void' ? [step.code] : []));
  }
}

test('silence takes effect when the log has passed the deadline, at the deadline (Spec: PRO-3)', () => {
  const play = new Play().do(a, 'ask', 0);
  play.replay.advance(start + 48 * hour);
  assert.equal(play.talk, 'asked', 'at the very deadline it is still in time');
  play.replay.advance(start + 48 * hour + 1);
  assert.equal(play.talk, 'unanswered');
  const lapse = play.state.steps.at(-1);
  assert.ok(lapse?.kind === 'lapse' && lapse.time === start + 48 * hour && lapse.silence === 'escalation');
});

test('a late answer is kept, and shown as late by so much (Spec: PRO-3)', () => {
  const play = new Play().do(a, 'ask', 0).do(b, 'answer', 50 * hour);
  assert.equal(play.talk, 'answered');
  const step = play.state.steps.at(-1);
  assert.ok(step?.kind === 'act' && step.late === 2 * hour);
});

test('what both must do leads on when both have done it, once each (Spec: PRO-5)', () => {
  const play = new Play()
    .do(a, 'ask', 0)
    .do(b, 'answer', hour)
    .do(a, 'agree', 2 * hour)
    .do(a, 'agree', 3 * hour);
  assert.equal(play.talk, 'answered');
  assert.deepEqual(play.voids, ['void-repeated']);
  assert.equal(play.do(b, 'agree', 4 * hour).talk, 'closed');
});

test('an act by the wrong role, in the wrong state, unknown or with wrong fields is void (Spec: CAS-13)', () => {
  const play = new Play()
    .do(b, 'ask', 0)
    .do(b, 'answer', 1)
    .do(a, 'dance', 2)
    .do(a, 'ask', 3, { fields: { more: 1 } })
    .do(a, 'ask', 4, { words: false })
    .do(a, 'ask', 5, { about: b })
    .do(d, 'ask', 6)
    .do(b, 'say', 7, { fields: { status: 'perhaps' } });
  assert.equal(play.talk, 'open');
  assert.deepEqual(play.voids, [
    'void-role',
    'void-state',
    'void-act',
    'void-field',
    'void-words',
    'void-about',
    'void-author',
    'void-field',
  ]);
});

test('a party that is admitted gets its own machines and may act (Spec: PRO-5)', () => {
  const play = new Play()
    .do(a, 'invite', 0, { fields: { party: d } })
    .do(d, 'say', 1, { fields: { status: 'affected' } });
  assert.deepEqual(play.voids, []);
  assert.equal(play.state.machines[`status/${d}`]?.values['status']?.value, 'affected');
  assert.equal(play.do(b, 'say', 2, { about: d, fields: { status: 'not-affected' } }).voids.at(-1), 'void-role');
});

test('the view says whose turn it is, until when and what silence means (Spec: PRO-3, P1)', () => {
  const play = new Play().do(a, 'ask', 10);
  assert.deepEqual(whereIs(procedure, play.state), {
    machine: 'talk',
    state: 'asked',
    isEnd: false,
    since: start + 10,
  });
  const [owed] = owedIn(procedure, play.state);
  assert.ok(owed?.wait === 'reply' && owed.due === start + 10 + 48 * hour && owed.silence === 'escalation');
  assert.deepEqual(owed.owners, [b]);
  assert.deepEqual(
    possibleFor(procedure, play.state, b).map(({ rule }) => rule.key),
    ['answer', 'say'],
  );
  assert.deepEqual(possibleFor(procedure, play.state, d), []);
});

const acts = fc.record({
  author: fc.constantFrom(a, b, c, d),
  act: fc.constantFrom('ask', 'answer', 'agree', 'invite', 'say', 'nonsense'),
  after: fc.nat(60 * hour),
  words: fc.boolean(),
  party: fc.constantFrom(d, 'nobody'),
});

test('whatever is done, replay ends, no act is lost, and the same acts give the same state (Spec: CAS-13, CAS-14)', () => {
  fc.assert(
    fc.property(fc.array(acts, { maxLength: 40 }), (list) => {
      const run = (): Play => {
        const play = new Play();
        let time = 0;
        for (const { author, act, after, words, party } of list) {
          time += after;
          const fields: Record<string, FieldValue> =
            act === 'invite' ? { party } : act === 'say' ? { status: 'affected' } : {};
          play.do(author, act, time, { fields, words });
        }
        return play;
      };
      const [one, other] = [run(), run()];
      assert.equal(stateHash(one.state), stateHash(other.state));
      const indices = one.state.steps.flatMap((step) => (step.kind === 'lapse' ? [] : [step.index]));
      assert.deepEqual(
        indices,
        list.map((_, index) => index + 1),
      );
      const times = one.state.steps.map(({ time }) => time);
      assert.deepEqual(
        times,
        times.toSorted((x, y) => x - y),
      );
    }),
    { numRuns: 200 },
  );
});

test('time passed in small steps or in one leads to the same state (Spec: PRO-3)', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40 * hour), { minLength: 1, maxLength: 30 }), (steps) => {
      const [slow, fast] = [new Play().do(a, 'ask', 0), new Play().do(a, 'ask', 0)];
      let time = start;
      for (const step of steps) {
        time += step;
        slow.replay.advance(time);
        // Whoever asks on the way has the same hash in the end.
        stateHash(slow.state);
      }
      fast.replay.advance(time);
      assert.equal(stateHash(slow.state), stateHash(fast.state));
    }),
  );
});

test('silence that begins a state anew for a year is one step that counts, and its deadline runs on (Spec: PRO-6)', () => {
  const play = new Play().do(a, 'ask', 0);
  play.replay.advance(start + 365 * 24 * hour);
  const lapses = play.state.steps.filter(({ kind }) => kind === 'lapse');
  assert.equal(lapses.length, 2, 'the reply, and what repeats');
  const again = lapses[1];
  assert.ok(again?.kind === 'lapse' && again.wait === 'press');
  assert.deepEqual([again.time, again.times, again.last], [start + 72 * hour, 362, start + 8736 * hour]);
  const [owed] = owedIn(procedure, play.state);
  assert.ok(owed);
  assert.equal(owed.every, 24 * hour);
  assert.equal(dueAt(owed, start + 8736 * hour + 100 * hour), start + 8736 * hour + 120 * hour);
  assert.equal(dueAt(owed, start + 8736 * hour + 24 * hour), start + 8736 * hour + 24 * hour);
});

test('what is done between two silences parts them (Spec: PRO-6)', () => {
  const play = new Play().do(a, 'ask', 0).do(a, 'invite', 80 * hour, { fields: { party: d } });
  play.replay.advance(start + 130 * hour);
  const lapses = play.state.steps.flatMap((step) => (step.kind === 'lapse' ? [step.times ?? 1] : []));
  assert.deepEqual(lapses, [1, 1, 2]);
});

test('a timed act before the newest time does not turn time back (Spec: CAS-9)', () => {
  const play = new Play().do(a, 'ask', 100);
  const timed: TimedAct = {
    index: 9,
    record: '0'.repeat(64),
    author: b,
    act: { case: '0'.repeat(64), n: 1, seen: { size: 1, root: '0'.repeat(32) }, act: 'answer', fields: {} },
    hasWords: true,
    seenHolds: true,
    time: start,
  };
  play.replay.apply(timed);
  assert.equal(play.state.time, start + 100);
});

test('a state of any size has a hash, and the hash taken on the way is the one taken at the end (Spec: CAS-14)', () => {
  const play = new Play().do(a, 'ask', 0);
  const before = stateHash(play.state);
  for (let n = 0; n < 400; n++) play.do(b, 'say', n, { fields: { status: 'affected' }, words: false });
  assert.ok(JSON.stringify(play.state).length > 60_000);
  assert.notEqual(stateHash(play.state), before);
  assert.equal(stateHash(play.state), stateHash(structuredClone(play.state)));
});

test('each part of a state is in its hash (Spec: CAS-14)', () => {
  const play = new Play().do(a, 'ask', 0).do(a, 'invite', 1, { fields: { party: c } });
  const changed = (change: (state: CaseState) => unknown): string => {
    const copy = structuredClone(play.state);
    change(copy);
    return stateHash(copy);
  };
  const hashes = [
    stateHash(play.state),
    changed((state) => (state.time += 1)),
    changed((state) => (state.members[c] = ['asker'])),
    changed(({ machines }) => delete machines[`status/${b}`]),
    changed(({ machines }) => machines['talk']?.done['invite']?.push(c)),
    changed((state) => (state.numbers[b] = 7)),
    changed((state) => state.steps.pop()),
  ];
  assert.equal(new Set(hashes).size, hashes.length);
});
