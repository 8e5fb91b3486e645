import type { Character } from './character.ts';
import type { Seat } from './practice-parties.ts';

/** How a scripted party may behave. Each has a text `practice.character.…`. */
export const tempers = ['cooperative', 'slow', 'silent', 'refusing', 'evasive', 'escalating'] as const;
export type Temper = (typeof tempers)[number];

/** A state that the trainee is to see on the way, or an act that the trainee is to do. */
export type Waypoint =
  | {
      readonly machine: string;
      readonly state: string;
      /** It is for others to bring it about: the trainee waits for it. */
      readonly isTheirs?: true;
    }
  | { readonly act: string };

/** Who takes part beside the trainee. `plays`: a fixed way of behaving; absent: the one that the trainee chooses. */
export interface Cast {
  readonly seat: Seat;
  readonly role: string;
  readonly plays?: Character;
}

/** One exercise: a procedure, the trainee's role, who else takes part, and ways for them to behave. */
export interface Exercise {
  /** Texts `practice.exercise.<key>.name`, `.learn` and `.situation`. */
  readonly key: string;
  readonly procedure: string;
  /** The trainee's role. */
  readonly role: string;
  readonly cast: readonly Cast[];
  /** Who opens the case: the trainee when absent. */
  readonly opener?: Seat;
  readonly characters: Readonly<Partial<Record<Temper, Character>>>;
  /** Where the way leads, in order. */
  readonly course: readonly Waypoint[];
  /** Courses of their own for some characters. */
  readonly courses?: Readonly<Partial<Record<Temper, readonly Waypoint[]>>>;
  readonly minutes: number;
  readonly level: 1 | 2 | 3;
  /** The same from the other side. */
  readonly otherSide?: string;
}

export const courseOf = ({ course, courses }: Exercise, temper: Temper): readonly Waypoint[] =>
  courses?.[temper] ?? course;
