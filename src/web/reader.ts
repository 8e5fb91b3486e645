import type { Html } from './html.ts';
import type { Language } from './language.ts';

/** What an account is. Views say what it may do; a page only names the role. */
export const roles = ['viewer', 'analyst', 'releaser', 'administrator', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** What was just done, said once at the top of the next page. */
export const notices = [
  'approved',
  'signed',
  'withdrawn',
  'proposed',
  'imported',
  'signed-out',
  'warned',
  'reminded',
  'opened',
  'acknowledged',
  'cancelled',
  'erased',
  'reissued',
  'enrolled-ended',
  'accepted',
  'left',
  'declared',
  'reported',
  'followed',
  'notified',
  'source-on',
  'source-due',
  'source-paused',
  'source-removed',
  'case-opened',
  'case-joined',
  'case-act',
  'case-declined',
  'case-left',
  'case-erased',
  'case-dropped',
  'handed-over',
  'taken-over',
  'contact-stated',
  'contact-withdrawn',
  'contact-scheduled',
  'room-drafted',
  'note-kept',
  'note-dropped',
] as const;
export type Notice = (typeof notices)[number];

/** Who reads a page, where and when: the second argument of every page. Plain data. */
export interface Reader {
  readonly language: Language;
  /** IANA name, e.g. Europe/Paris. UTC is always shown beside it. */
  readonly timeZone: string;
  /** Unix seconds. */
  readonly now: number;
  /** Path of the page, without query, e.g. /records. */
  readonly path: string;
  /** Query of the page without `lang`, so that a change of language keeps the search. */
  readonly query: Readonly<Record<string, string>>;
  /** Name of the party whose server this is, in the reader's language. */
  readonly party: string;
  /** Goes into a hidden field named `csrf` of every form. */
  readonly csrf: string;
  /** Absent before sign-in. */
  readonly account?: { readonly name: string; readonly role: Role };
  /** Set for the account of an enrolled organisation, which sees pages of its own and no others. */
  readonly isOrganisation?: true;
  readonly notice?: Notice;
  /** Set on a server for practice: every page says so. `coach` stands first on the page of the case that is played. Spec: PRA-2. */
  readonly practice?: { readonly case?: string; readonly coach?: Html };
}
