import type { Account } from '../accounts/account.ts';
import { parseAuthorization } from '../accounts/authorization.ts';
import { mayDo } from '../accounts/rights.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import { ReleasedCollection } from '../egress/released-collection.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import { OwnCollection } from './own-collection.ts';
import type { TaxiiReader } from './taxii-routes.ts';

/** Who asks: let in with what they may read, not let in, or told to wait (whole seconds). */
export type Admission = TaxiiReader | { readonly retryAfter: number } | undefined;

const nameOf = (party: Party, id: string): string => {
  const names = peer(party, id)?.names ?? [];
  return (names.find(({ lang }) => lang === 'en') ?? names[0])?.text ?? id.slice(0, 12);
};

/** Our own people and tools read all that is held; an account of a partner reads what was released to it. */
function collectionsOf(party: Party, account: Account): TaxiiReader {
  if (!mayDo(account, 'taxii-read')) return { collections: [] };
  if (account.party === undefined)
    return { collections: [new OwnCollection(party, `Records of ${nameOf(party, party.id)}`)] };
  const title = `Released by ${nameOf(party, party.id)} to ${nameOf(party, account.party)}`;
  return { collections: [new ReleasedCollection(party, account.party, title)] };
}

/** Admits a TAXII client by Basic or Bearer credentials. `address`: where the request came from. */
export async function admitTaxii(
  parts: { party: Party; signIn: SignIn },
  request: Request,
  address: string,
): Promise<Admission> {
  const given = parseAuthorization(request.headers.get('authorization'));
  if (given === undefined) return undefined;
  if (given.scheme === 'bearer') {
    const account = parts.signIn.token(given.token);
    return account === undefined ? undefined : collectionsOf(parts.party, account);
  }
  const verdict = await parts.signIn.basic({ name: given.name, password: given.password, address });
  if (verdict.kind === 'throttled') return { retryAfter: verdict.retryAfter };
  return verdict.kind === 'accepted' ? collectionsOf(parts.party, verdict.account) : undefined;
}
