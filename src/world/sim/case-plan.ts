import { authorMisdeeds } from './author-misdeeds.ts';
import { cosignerMisdeeds } from './cosigner-misdeeds.ts';
import { depositaryMisdeeds } from './depositary-misdeeds.ts';
import { garbageMisdeeds } from './garbage.ts';
import type { Misdeed } from './liar.ts';
import { Random } from './random.ts';

/** All that a liar may do. */
export const misdeeds: readonly Misdeed[] = [
  ...depositaryMisdeeds,
  ...cosignerMisdeeds,
  ...authorMisdeeds,
  ...garbageMisdeeds,
];

/** Who does what wrong in a world. */
export interface CasePlan {
  readonly parties: number;
  /** Index of a party, and its misdeed. */
  readonly liars: readonly { readonly index: number; readonly misdeed: Misdeed }[];
  /** Whether the store of an honest party is put back from a backup; it counts as one that errs. */
  readonly restores: boolean;
}

const honestKinds = 2;

/** Every kind of world in turn: nobody lies, a store is put back, then each misdeed; each fourth turn of seven parties of which two lie. */
export function casePlan(seed: number): CasePlan {
  const kinds = misdeeds.length + honestKinds;
  const kind = seed % kinds;
  const random = new Random(seed ^ 0x5eed);
  const isLarge = Math.floor(seed / kinds) % 4 === 3;
  const parties = isLarge ? 7 : 4;
  const misdeed = misdeeds[kind - honestKinds];
  if (misdeed === undefined) return { parties, liars: [], restores: kind === 1 };
  const index = misdeed.isOfDepositary === true ? 0 : random.below(parties);
  if (!isLarge) return { parties, liars: [{ index, misdeed }], restores: false };
  // The second of two may be the depositary with a cosigner at its side, or the other way round.
  const rest = misdeeds.filter((one) => one !== misdeed && !(index === 0 && one.isOfDepositary === true));
  const second = random.pick(rest);
  const other = second.isOfDepositary === true ? 0 : (index + 1 + random.below(parties - 1)) % parties;
  return {
    parties,
    liars: [
      { index, misdeed },
      { index: other, misdeed: second },
    ],
    restores: false,
  };
}

/** The names in a plan. */
export const planText = ({ parties, liars, restores }: CasePlan): string => {
  const names = liars.map(({ index, misdeed }) => `${index} ${misdeed.name}`);
  return `${parties} parties, ${[...names, ...(restores ? ['one restored'] : [])].join(' and ') || 'all honest'}`;
};
