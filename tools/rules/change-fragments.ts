import type { HouseRule } from './house-rule.ts';

const heading = /^(?:Added|Changed|Fixed|Removed|Security): [^\n]{10,120}\.\n(?:\n|$)/;

/** The form is described in changes/README.md. */
export const changeFragments: HouseRule = {
  name: 'change fragments',
  why: 'One file per change never conflicts with another branch, and tells users what they will notice.',
  inspect(files) {
    const fragments = files.filter(({ path }) => path.startsWith('changes/') && path !== 'changes/README.md');
    return {
      seen: fragments.length,
      faults: fragments
        .filter(({ path, text }) => !/^changes\/[a-z0-9-]+\.md$/.test(path) || !heading.test(text))
        .map(({ path }) => `${path} does not begin with "Added|Changed|Fixed|Removed|Security: one sentence."`),
    };
  },
};
