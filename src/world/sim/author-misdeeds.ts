import type { Act } from '#protocol/case/act.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { viewCase } from '#server/case/case-view.ts';
import { forgedAct, nextNumber, truly } from './forgery.ts';
import type { Liar, Misdeed } from './liar.ts';

/** Some act that it may do now, or one that nobody may. */
function someAct(liar: Liar): Pick<Act, 'act' | 'fields'> {
  const { possible } = viewCase(liar.party, liar.ground.id);
  const plain = possible.filter(
    ({ rule, about }) => rule.fields.every(({ isRequired }) => !isRequired) && about === undefined,
  );
  const rule = plain.length === 0 ? undefined : liar.ground.random.pick(plain).rule;
  return { act: rule?.key ?? 'nonsense', fields: {} };
}

/** Signs two acts with one number, and tells each to another member. */
const oneNumberTwice: Misdeed = {
  name: 'one-number-twice',
  async step(liar) {
    if (liar.lies > 0 && !liar.ground.random.oneIn(3)) return;
    const n = nextNumber(liar);
    const seen = truly(liar);
    const pair: SignedNote[] = [
      forgedAct(liar, { n, seen, ...someAct(liar) }),
      forgedAct(liar, { n, seen, act: 'nonsense', fields: { number: liar.ground.random.below(1000) } }),
    ];
    for (const note of pair) await liar.tell(liar.other(), { acts: [note] });
  },
};

/** Claims to have seen a head that never was, or one that is not yet. */
const seesFalsely: Misdeed = {
  name: 'sees-falsely',
  async step(liar) {
    const { random } = liar.ground;
    if (liar.lies > 0 && !random.oneIn(3)) return;
    const { size, root } = truly(liar);
    const seen = random.oneIn(2) ? { size, root: 'ab'.repeat(16) } : { size: size + 1 + random.below(1000), root };
    await liar.tell(liar.other(), { acts: [forgedAct(liar, { n: nextNumber(liar), seen, ...someAct(liar) })] });
  },
};

export const authorMisdeeds: readonly Misdeed[] = [oneNumberTwice, seesFalsely];
