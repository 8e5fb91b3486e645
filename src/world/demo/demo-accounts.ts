import type { Accounts, Credentials } from '#server/accounts/accounts.ts';
import type { Role } from '#server/accounts/rights.ts';

/** The accounts that every party of the demonstration has. */
const demoRoles: readonly Role[] = ['administrator', 'releaser', 'analyst', 'auditor'];

/** Adds the demonstration's accounts and returns what they sign in with. */
export async function addDemoAccounts(
  accounts: Accounts,
  bound: Readonly<Record<string, string>>,
): Promise<Credentials[]> {
  const made: Credentials[] = [];
  for (const role of demoRoles) made.push(await accounts.add({ name: role, role, kind: 'person' }));
  for (const [name, party] of Object.entries(bound))
    made.push(await accounts.add({ name, role: 'viewer', kind: 'tool', party }));
  return made;
}
