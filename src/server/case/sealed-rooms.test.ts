import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { inventedProcedure } from '#protocol/case/invented-procedure.fixture.ts';
import { readProcedure } from '#protocol/case/procedure.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { epochsOf, readersDue, readingMembers } from '#protocol/case/room-rules.ts';
import { sealingKey } from '../party/sealing-key.ts';
import { seal, unseal } from './seal.ts';

const procedure = readProcedure({
  ...inventedProcedure,
  roles: ['asker', 'asked', 'helper', 'witness'].map((key) => ({
    key,
    least: 0,
    most: 10,
    ...(key === 'witness' ? { reads: false } : {}),
  })),
});
const ids = ['a', 'b', 'c', 'd', 'e'].map((letter) => letter.repeat(64));
const [asker = '', asked = '', witness = ''] = ids;
const keys = new Map(ids.map((id, index) => [id, sealingKey(new Uint8Array(32).fill(index + 1))]));
const keyOf = (id: string) => keys.get(id) ?? assert.fail('a party without a key');
const seed = (n: number): Uint8Array => new Uint8Array(32).map((_, at) => (n * 31 + at * 7 + 1) % 256);

interface Sealed {
  readonly room: string;
  readonly epoch: number;
  readonly sealed: Uint8Array;
}

/** A case in which every `room` entry comes with its real sealed secret, and every word is really sealed. */
class SealedCase {
  readonly replay: CaseReplay;
  readonly secrets: Sealed[] = [];
  readonly said: Sealed[] = [];
  readonly #secret = new Map<string, string>();
  #index = 0;

  constructor() {
    const member = (party: string, role: string) => ({ party, roles: [role] });
    const members = [member(asker, 'asker'), member(asked, 'asked'), member(witness, 'witness')];
    const named = { id: 'question', version: 1, hash: '0'.repeat(64) };
    const terms = { procedure: named, members, council: ids.slice(0, 3), faults: 0, depositaries: [witness] };
    this.replay = new CaseReplay(terms, procedure, 1_800_000_000);
  }

  admit(who: string): void {
    const index = ++this.#index;
    const seen = { size: 1, root: '0'.repeat(32) };
    const act = { case: '0'.repeat(64), n: index, seen, act: 'invite', fields: { party: who } };
    const timed = { index, record: `${index}`, author: asker, act, hasWords: false, seenHolds: true };
    this.replay.apply({ ...timed, time: 1_800_000_000 });
  }

  /** An epoch, new or passed on, made as a server makes it. */
  async make(author: string, room: string, epoch: number, readers: readonly string[]): Promise<void> {
    const { state } = this.replay;
    const known = epochsOf(state, room)[epoch - 1];
    const fresh = sealingKey(seed(++this.#index));
    // Whoever does not hold the secret of an old epoch cannot pass it on.
    const secret = known === undefined ? fresh.identity : this.#secret.get(known.recipient);
    if (secret === undefined || (known !== undefined && !known.readers.includes(author))) return;
    const recipient = known?.recipient ?? fresh.recipient;
    this.#secret.set(recipient, secret);
    const sealed = await seal(
      readers.map((id) => keyOf(id).recipient),
      utf8(secret),
    );
    const entry = { case: '0'.repeat(64), room, epoch, readers, recipient };
    const before = state.steps.length;
    this.replay.applyRoom({ index: this.#index, author, entry, time: 1_800_000_000 });
    if (state.steps.length === before) this.secrets.push({ room, epoch, sealed });
  }

  /** Words go to the newest epoch, and only when it is for those for whom it should be. */
  async say(room: string): Promise<void> {
    const { state } = this.replay;
    const last = epochsOf(state, room).at(-1);
    const due = readersDue(procedure, state, room);
    if (last === undefined || due.join() !== last.readers.join()) return;
    const sealed = await seal([last.recipient], utf8('words'));
    this.said.push({ room, epoch: epochsOf(state, room).length, sealed });
  }

  /** What a party opens with all that ever was sealed to it. */
  async openedBy(id: string): Promise<Sealed[]> {
    const found: string[] = [];
    for (const { sealed } of this.secrets) {
      const secret = await unseal([keyOf(id).identity], sealed);
      if (secret !== undefined) found.push(fromUtf8(secret));
    }
    const opened: Sealed[] = [];
    for (const one of this.said) if (found.length > 0 && (await unseal(found, one.sealed))) opened.push(one);
    return opened;
  }
}

const party = fc.constantFrom(...ids);
const room = fc.constantFrom('all', 'side');
const move = fc.oneof(
  fc.record({ kind: fc.constant('admit' as const), who: party }),
  fc.record({ kind: fc.constant('due' as const), author: party, room }),
  fc.record({ kind: fc.constant('room' as const), author: party, room, readers: fc.subarray(ids, { minLength: 1 }) }),
  fc.record({
    kind: fc.constant('pass' as const),
    author: party,
    room,
    epoch: fc.integer({ min: 1, max: 2 }),
    to: party,
  }),
  fc.record({ kind: fc.constant('say' as const), room }),
  fc.record({ kind: fc.constant('say' as const), room }),
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

async function play(cases: SealedCase, one: Move): Promise<void> {
  const { state } = cases.replay;
  if (one.kind === 'admit') cases.admit(one.who);
  else if (one.kind === 'say') await cases.say(one.room);
  else if (one.kind === 'pass') await cases.make(one.author, one.room, one.epoch, [one.to]);
  else {
    const readers = one.kind === 'due' ? readingMembers(procedure, state) : one.readers;
    await cases.make(one.author, one.room, epochsOf(state, one.room).length + 1, readers);
  }
}

test('whoever is not among the readers of an epoch opens no word of it, whoever is opens all (Spec: ROM-1, ROM-5, ROM-6, ROM-10)', async () => {
  const sum = { opened: 0, shut: 0, passed: 0 };
  const run = async (moves: readonly Move[]): Promise<void> => {
    const cases = new SealedCase();
    for (const one of moves) await play(cases, one);
    for (const id of ids) {
      const opened = new Set(await cases.openedBy(id));
      for (const said of cases.said) {
        const epoch = epochsOf(cases.replay.state, said.room)[said.epoch - 1];
        assert.equal(opened.has(said), epoch?.readers.includes(id), `${said.room} ${said.epoch}`);
        sum[opened.has(said) ? 'opened' : 'shut']++;
      }
    }
    sum.passed += [...cases.replay.state.rooms.values()].flat().filter(({ passed }) => passed.length > 0).length;
  };
  await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 20, maxLength: 30 }), run), { numRuns: 25 });
  assert.ok(sum.opened > 20 && sum.shut > 20, JSON.stringify(sum));
});

test('a sealed text that was changed opens for nobody, and a recipient that is none is refused (Spec: ROM-1)', async () => {
  const [{ identity, recipient }] = [keyOf(asker)];
  const sealed = await seal([recipient], utf8('words'));
  assert.equal(fromUtf8((await unseal([identity], sealed)) ?? utf8('')), 'words');
  const changed = sealed.slice();
  changed[sealed.length - 1] = (changed[sealed.length - 1] ?? 0) ^ 1;
  assert.equal(await unseal([identity], changed), undefined);
  await assert.rejects(seal([`${recipient.slice(0, -1)}${recipient.endsWith('q') ? 'p' : 'q'}`], utf8('words')));
});
