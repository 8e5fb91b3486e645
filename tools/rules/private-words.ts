import { patternRule } from './pattern-rule.ts';

/** Written in two parts, so that this file does not hold the words that it looks for. */
const word = (...parts: string[]): string => parts.join('');

const machinePaths = [word('/wo', 'rk/'), word('/ro', 'ot/'), word('/ho', 'me/\\w'), word('/Us', 'ers/\\w')];
const hosts = [word('registry\\.', 'npm'), word('registry\\.', 'yarn'), word('artifac', 'tory'), word('verda', 'ccio')];
const makers = [
  word('sub', 'agent'),
  word('ba', 'sh_jobs'),
  word('chat', 'gpt'),
  word('anth', 'ropic'),
  word('cl', 'aude\\b'),
];
/** A path of a machine begins a word; a path of the product's own, such as an API root, follows another part. */
const anywhere = `(?<![\\w)}.-])(?:${machinePaths.join('|')})`;

export const privateWords = patternRule({
  name: 'private words',
  why: 'What only makes sense on the machine of one author, or tells how the work was done, helps no reader.',
  scope: () => true,
  banned: [new RegExp([anywhere, ...hosts, ...makers].join('|'), 'i')],
  allowed: {},
  comments: true,
});
