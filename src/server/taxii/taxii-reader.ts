import type { Account } from '../accounts/account.ts';
import { mayDo } from '../accounts/rights.ts';
import type { SignIn } from '../accounts/sign-in.ts';
import type { Party } from '../party/party.ts';
import type { Collection } from './collection.ts';
import { collectionsOfOwn, collectionsOfPartner } from './collections.ts';
import { statusOf } from './status-resource.ts';

/** What one client may see and do. */
export interface TaxiiReader {
  /** Every collection that it may know of, worked out one by one. */
  collections(): Iterable<Collection>;
  /** The status resource of a submission of its own, as JSON text. */
  status(id: string): string | undefined;
}

/** Who asks: let in with what they may read, not let in, or told to wait (whole seconds). */
export type Admission = TaxiiReader | { readonly retryAfter: number } | undefined;

function readerFor(party: Party, account: Account): TaxiiReader {
  const isReader = mayDo(account, 'taxii-read');
  return {
    collections() {
      if (!isReader) return [];
      const { party: partner } = account;
      return partner === undefined ? collectionsOfOwn(party, account) : collectionsOfPartner(party, account, partner);
    },
    status: (id) => (isReader ? statusOf(party, account.name, id) : undefined),
  };
}

/** Admits a TAXII client by Basic or Bearer credentials. `address`: where the request came from. Spec: TAX-3. */
export async function admitTaxii(
  parts: { party: Party; signIn: SignIn },
  request: Request,
  address: string,
): Promise<Admission> {
  const verdict = await parts.signIn.header(request.headers.get('authorization'), address);
  if (verdict.kind === 'throttled') return { retryAfter: verdict.retryAfter };
  return verdict.kind === 'accepted' ? readerFor(parts.party, verdict.account) : undefined;
}
