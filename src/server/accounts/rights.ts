/** What an account is. Each of the first four may do all that those before it may. */
export const roles = ['viewer', 'analyst', 'releaser', 'administrator', 'auditor'] as const;
export type Role = (typeof roles)[number];
type RankedRole = Exclude<Role, 'auditor'>;

/** Whether a text names a role. */
export const isRole = (text: string): text is Role => roles.some((role) => role === text);

interface Right {
  /** The first role, in order of rank, that has this right. */
  readonly from: RankedRole;
  /** Whether an auditor has it too: what only reads. */
  readonly auditor: boolean;
}

/*
 * Signing an agreement opens the server to another party and is an administrator's; ending one
 * closes it, which must never wait for anybody, so whoever may release may also withdraw.
 */
const rights = {
  'read-records': { from: 'viewer', auditor: true },
  'read-log': { from: 'viewer', auditor: true },
  'taxii-read': { from: 'viewer', auditor: true },
  'taxii-write': { from: 'analyst', auditor: false },
  import: { from: 'analyst', auditor: false },
  'report-observations': { from: 'analyst', auditor: false },
  'run-dry-run': { from: 'analyst', auditor: true },
  'propose-agreement': { from: 'analyst', auditor: false },
  'state-notice': { from: 'analyst', auditor: false },
  'answer-notice': { from: 'analyst', auditor: false },
  'hand-over': { from: 'analyst', auditor: false },
  'approve-release': { from: 'releaser', auditor: false },
  'erase-records': { from: 'releaser', auditor: false },
  'withdraw-agreement': { from: 'releaser', auditor: false },
  'sign-agreement': { from: 'administrator', auditor: false },
  'manage-parties': { from: 'administrator', auditor: false },
  'manage-sources': { from: 'administrator', auditor: false },
  'manage-accounts': { from: 'administrator', auditor: false },
  'manage-policy': { from: 'administrator', auditor: false },
  'read-audit': { from: 'administrator', auditor: true },
  'read-own-view': { from: 'viewer', auditor: false },
  'act-for-organisation': { from: 'analyst', auditor: false },
} as const satisfies Record<string, Right>;

export type Action = keyof typeof rights;

/** Every action that is asked about. */
export const actions: readonly Action[] = Object.keys(rights).filter((name): name is Action => name in rights);

/** Whether a role may do this, on its own server. */
export function can(role: Role, action: Action): boolean {
  const right: Right = rights[action];
  return role === 'auditor' ? right.auditor : roles.indexOf(role) >= roles.indexOf(right.from);
}

/** What only an account of an enrolled organisation may do: read its own pages, and speak for it. Spec: CST-6. */
const ownRights: ReadonlySet<Action> = new Set<Action>(['read-own-view', 'act-for-organisation']);

/** What an account of another party may do here: fetch what is released to that party, and submit what it states itself. */
const boundRights: ReadonlySet<Action> = new Set<Action>(['taxii-read', 'taxii-write', ...ownRights]);

/** The roles that an account of another party may have: one that fetches, and one that also submits. */
export const boundRoles: ReadonlySet<Role> = new Set<Role>(['viewer', 'analyst']);

/** Whether an account may do this. With `party` set it stands for that partner and sees only what is its. */
export const mayDo = (account: { readonly role: Role; readonly party?: string | undefined }, action: Action): boolean =>
  (account.party === undefined ? !ownRights.has(action) : boundRights.has(action)) && can(account.role, action);
