import type { Character } from './character.ts';
import type { Exercise } from './exercise.ts';
import { allExercises } from './scripts/all-exercises.ts';

/** How somebody who means well plays each part of an exercise. */
const wellMeant = ({ characters, cast }: Exercise): Character[] => [
  ...(characters.cooperative === undefined ? [] : [characters.cooperative]),
  ...cast.flatMap(({ plays }) => (plays === undefined ? [] : [plays])),
];

/** The name of a text that one might write for an act: what a script says who does the same from the other side. */
export function exampleOf(procedure: string, act: string): string | undefined {
  const all = allExercises
    .filter((exercise) => exercise.procedure === procedure)
    .flatMap(wellMeant)
    .flat();
  return all.find((reaction) => reaction.act === act && reaction.says !== undefined)?.says?.[0];
}
