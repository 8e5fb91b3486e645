import { Fields } from '#protocol/bytes/fields.ts';

/** One part of what an act says. `n` counts the parts of one key from 1, and in answers names the question. Spec: SAY-1. */
export interface SaidPart {
  readonly key: string;
  readonly n: number;
  readonly text: string;
}

/** Most parts of one act. */
const mostParts = 32;

/** Reads the parts of a body. */
export const readParts = (fields: Fields): SaidPart[] =>
  fields.list('parts', mostParts).map((member, index) => {
    const part = new Fields(member, `/parts/${index}`);
    const said = {
      key: part.text('key', /^[a-z][a-z-]{0,40}$/),
      n: part.integer('n', 1, mostParts),
      text: part.text('text', /^.{1,100000}$/su),
    };
    part.end();
    return said;
  });
