import { type HouseRule, isSource } from './house-rule.ts';

const hardLimit = 400;
const shapelessNames = /\/(?:utils?|types|helpers?|common|misc|shared|constants|index)\.ts$/;

/** Biome counts lines too, but stops at the first setting that a folder turns off; this one cannot be silenced. */
export const fileBudget: HouseRule = {
  name: 'file budget',
  why: `A file holds one concept, named by it, in at most ${hardLimit} lines; catalogues of messages are data.`,
  inspect(files) {
    const sources = files.filter(({ path }) => isSource(path));
    const written = sources.filter(({ path }) => !path.startsWith('src/web/messages/'));
    const long = written
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > hardLimit)
      .map(({ path, lines }) => `${path} has ${lines} lines`);
    const shapeless = sources
      .filter(({ path }) => shapelessNames.test(path))
      .map(({ path }) => `${path} is not named after what it holds`);
    return { seen: sources.length, faults: [...long, ...shapeless] };
  },
};
