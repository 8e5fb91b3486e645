import { accountSchema } from '#server/accounts/account-schema.ts';
import { Accounts } from '#server/accounts/accounts.ts';
import { PasswordHasher } from '#server/accounts/password-hash.ts';
import { sessionCookie } from '#server/accounts/session-cookie.ts';
import { Sessions } from '#server/accounts/sessions.ts';
import { SignIn } from '#server/accounts/sign-in.ts';
import { pagesApp } from '#server/http/pages-app.ts';
import type { Party } from '#server/party/party.ts';

/** Reads pages of a party's server as somebody who is signed in; gives the length of the answer. */
export async function readerOf(party: Party): Promise<(path: string) => Promise<number>> {
  const isNew = party.db.count("SELECT count(*) FROM sqlite_schema WHERE name = 'account'") === 0;
  if (isNew) party.db.raw.exec(accountSchema);
  const hasher = new PasswordHasher(party.powers, { memory: 64, passes: 1 });
  const accounts = new Accounts(party.db.raw, party.powers, hasher);
  const sessions = new Sessions(party.db.raw, party.powers, accounts);
  const app = pagesApp({
    party,
    accounts,
    sessions,
    signIn: new SignIn(accounts, hasher, party.powers),
    secure: false,
  });
  const name = 'reader';
  if (isNew) await accounts.add({ name, role: 'administrator', kind: 'person' });
  const [cookie = ''] = sessionCookie({ party: party.id, https: false }, sessions.open(name)).split(';');
  return async (path) => {
    const answer = await app.request(`http://127.0.0.1:8470${path}`, { headers: { cookie } });
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}.`);
    return (await answer.text()).length;
  };
}
