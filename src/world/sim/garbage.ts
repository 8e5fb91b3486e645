import { concat, utf8 } from '#protocol/bytes/text.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { messageBytes } from '#server/case/case-message.ts';
import { type CaseSyncAnswer, caseLimits } from '#server/case/case-wire.ts';
import { forgedAct, forgedStatement, headOf, nextNumber, truly } from './forgery.ts';
import type { Liar, Misdeed } from './liar.ts';

/** Lines of somebody unknown under a note: they change its bytes, and not what it says. */
function padded({ ground: { random } }: Liar, { text, signatures }: SignedNote, lines: number): SignedNote {
  const line = () => ({
    name: `nobody/${random.below(1e9)}`,
    keyId: random.bytes(4).toHex(),
    signature: random.bytes(3000),
  });
  return { text, signatures: [...signatures, ...Array.from({ length: lines }, line)] };
}

/** Many acts, each as large as it may be. */
async function flood(liar: Liar): Promise<void> {
  const [n, seen] = [nextNumber(liar), truly(liar)];
  const note = (index: number): SignedNote =>
    padded(liar, forgedAct(liar, { n: n + index, seen, act: 'nonsense', fields: {} }), 12);
  for (let batch = 0; batch < 4; batch++) {
    const acts = Array.from({ length: 12 }, (_, index) => note(batch * 12 + index));
    await liar.tell(liar.other(), { acts });
  }
}

async function strangeNotes(liar: Liar): Promise<void> {
  const { random, foreign } = liar.ground;
  const entries = foreign.map(parseNote);
  const other = liar.other();
  const head = headOf(liar, liar.other());
  const term = liar.file.ready + 1;
  await liar.tell(other, {
    acts: [random.pick(entries), ...(head === undefined ? [] : [head])],
    statements: [
      random.pick(entries),
      padded(liar, forgedStatement(liar, term, head === undefined ? {} : { tail: padded(liar, head, 8) }), 4),
    ],
    head: random.pick(entries),
    certificate: random.pick(entries),
    proofs: ['{}', '[', JSON.stringify({ one: 'a', other: 'b' })],
  });
}

const nothing = new Uint8Array();
const message = (text: Uint8Array): Uint8Array => messageBytes({ text, acts: nothing, entries: nothing });
const deep = (levels: number): Uint8Array => utf8(`${'{"case":'.repeat(levels)}1${'}'.repeat(levels)}`);

function strangeBytes({ ground: { random } }: Liar): Uint8Array {
  const kinds = [
    () => message(deep(random.below(20_000))),
    () => random.bytes(random.below(2000)),
    () => new Uint8Array(caseLimits.request + random.below(2)).fill(32),
    () => message(utf8(`[${'[],'.repeat(30_000)}0]`)),
    // Small as it travels, and huge when it is opened.
    () => message(new Uint8Array(20_000_000)),
    () => message(utf8('{"case":"\\ud800","holding":{},"news":{},"want":[]}')),
    () => new Uint8Array(),
  ];
  return random.pick(kinds)();
}

/** Gives other bodies than those that were asked for, and entries of another case. */
function strangeAnswer({ ground: { foreign, random } }: Liar, answer: CaseSyncAnswer): CaseSyncAnswer {
  const bodies = answer.bodies.map((one) => ({ ...one, body: utf8('{"words":"Something else","files":[]}') }));
  if (random.oneIn(2)) return { ...answer, bodies };
  return {
    ...answer,
    bodies,
    from: random.below(4),
    entries: random.oneIn(2) ? concat(...foreign) : random.bytes(300),
  };
}

/** Sends what no server of ours would. */
const sendsGarbage: Misdeed = {
  name: 'sends-garbage',
  async step(liar) {
    const { random } = liar.ground;
    const path = random.oneIn(3) ? '/link/case-invite' : '/link/case-sync';
    if (random.oneIn(4)) await liar.post(liar.other(), path, strangeBytes(liar));
    if (random.oneIn(4)) await strangeNotes(liar);
    if (random.oneIn(5)) await flood(liar);
  },
  answer(liar, answer) {
    if (!liar.ground.random.oneIn(3)) return answer;
    liar.lies++;
    return strangeAnswer(liar, answer);
  },
  bytes(liar, bytes) {
    if (!liar.ground.random.oneIn(6)) return bytes;
    liar.lies++;
    return strangeBytes(liar);
  },
};

export const garbageMisdeeds: readonly Misdeed[] = [sendsGarbage];
