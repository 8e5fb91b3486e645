import { type Purpose, purposes } from '#protocol/record/label.ts';
import { isRole, type Role } from './rights.ts';

export type AccountKind = 'person' | 'tool';

/** A person or a tool that may use this server. Holds no secret. Times are Unix microseconds. */
export interface Account {
  readonly name: string;
  readonly kind: AccountKind;
  readonly role: Role;
  /** The partner that the account stands for; undefined for the server's own. */
  readonly party: string | undefined;
  /** Grows with every change of the account. */
  readonly revision: number;
  readonly added: number;
  /** What an account of our own reads for. Spec: DUT-4. */
  readonly purpose: Purpose;
  /** Since when it may do nothing. */
  readonly disabled: number | undefined;
}

/** Lower-case letters, digits, dot, dash and underscore: a name is typed, logged and put into URLs. */
export const accountNameForm = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** The columns that `accountOf` reads. */
export const accountColumns = 'name, kind, role, party, revision, added, disabled, purpose';

const optional = <T>(value: T | null): T | undefined => value ?? undefined;

/** An account from its row. A row that cannot be understood is an error of the store, not of a user. */
export function accountOf(row: Readonly<Record<string, unknown>>): Account {
  const { name, kind, role, party = null, revision, added, disabled = null } = row;
  const purpose = purposes.find((one) => one === row['purpose']);
  const readable =
    typeof name === 'string' &&
    (kind === 'person' || kind === 'tool') &&
    typeof role === 'string' &&
    isRole(role) &&
    (party === null || typeof party === 'string') &&
    typeof revision === 'number' &&
    typeof added === 'number' &&
    purpose !== undefined &&
    (disabled === null || typeof disabled === 'number');
  if (!readable) throw new Error('The store holds an account that cannot be read.');
  return { name, kind, role, party: optional(party), revision, added, disabled: optional(disabled), purpose };
}
