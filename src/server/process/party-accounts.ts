import { accountSchema } from '../accounts/account-schema.ts';
import { Accounts } from '../accounts/accounts.ts';
import { PasswordHasher } from '../accounts/password-hash.ts';
import type { Party } from '../party/party.ts';

/** The people and tools of a party's server. A store from before there were any gets their tables. */
export function accountsOf(party: Party): Accounts {
  party.db.transaction(() => {
    const tables = party.db.count("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'account'");
    if (tables === 0) party.db.raw.exec(accountSchema);
  });
  return new Accounts(party.db.raw, party.powers, new PasswordHasher(party.powers));
}
