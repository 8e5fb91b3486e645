import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { sides } from './consultation-states.ts';

/** Neither side speaks in public of what the scope names, until a time; ends by itself when something is published. */
export const standstill: JsonObject = {
  key: 'standstill',
  each: 'case',
  initial: 'none',
  states: [
    { key: 'none' },
    {
      key: 'standstill-proposed',
      waits: [{ key: 'standstill-by', owner: sides, within: 48, silence: 'refusal', to: 'none', cite: 'comity' }],
    },
    {
      key: 'standing',
      waits: [
        {
          key: 'standstill-end',
          owner: sides,
          within: 'standUntil',
          floor: 1,
          ceiling: 2160,
          silence: 'lapse',
          to: 'none',
          cite: 'comity',
        },
      ],
    },
  ],
  acts: [
    {
      key: 'propose-standstill',
      by: sides,
      from: ['none'],
      to: 'standstill-proposed',
      words: 'required',
      parts: [{ key: 'scope' }],
      fields: [{ key: 'standUntil', type: 'time', keep: 'least' }],
    },
    {
      key: 'agree-standstill',
      by: sides,
      from: ['standstill-proposed'],
      to: 'standing',
      answers: 'standstill-by',
      needs: { from: sides, count: 'all' },
    },
    { key: 'decline-standstill', by: sides, from: ['standstill-proposed'], to: 'none' },
    { key: 'end-standstill', by: sides, from: ['standing'], to: 'none', answers: 'standstill-end', words: 'optional' },
    { key: 'note-publication', by: ['any'], from: ['standing'], to: 'none', words: 'required' },
  ],
};

/** What each side takes from it, once it is over. */
export const lessons: JsonObject = {
  key: 'lessons',
  each: 'case',
  initial: 'none-yet',
  states: [{ key: 'none-yet' }, { key: 'lessons-stated' }],
  acts: [
    {
      key: 'state-lessons',
      by: [...sides, 'mediator'],
      from: ['none-yet', 'lessons-stated'],
      to: 'lessons-stated',
      requires: { machine: 'consultation', states: ['resolved', 'released', 'withdrawn'] },
      words: 'required',
      parts: [{ key: 'worked' }, { key: 'better', required: false }],
    },
  ],
};
