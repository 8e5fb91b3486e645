import { emptyProfile, type Profile } from '#desks/infrastructure/profile.ts';
import type { Accounts, Credentials } from '#server/accounts/accounts.ts';
import { acceptAgreement } from '#server/constituency/company-acts.ts';
import { agreementsOf, enrolCustodial, enrolPartner } from '#server/constituency/constituent-book.ts';
import { declare } from '#server/constituency/profile-book.ts';
import type { Party } from '#server/party/party.ts';
import type { Name } from '#server/party/peer-book.ts';

interface DemoCompany {
  readonly account: string;
  readonly names: readonly Name[];
  readonly profile: Profile;
  /** The last one leaves it to the visitor. */
  readonly hasAccepted: boolean;
}

const named = (en: string, zh: string, ar: string): Name[] => [
  { lang: 'ar', text: ar },
  { lang: 'en', text: en },
  { lang: 'zh', text: zh },
];

/** Invented companies of Aldoria that run no server. */
const companies: readonly DemoCompany[] = [
  {
    account: 'fell',
    names: named('Fell Energy', '费尔能源', 'فيل للطاقة'),
    hasAccepted: true,
    profile: {
      ...emptyProfile,
      sectors: ['energy', 'utilities'],
      networks: ['192.0.2.0/24', '2001:db8:10::/48'],
      domains: ['fell-energy.example'],
      systems: [64_501],
      products: [{ product: 'Gateway' }, { vendor: 'Microsoft', product: 'Exchange Server' }],
      noticesFrom: 'urgent',
    },
  },
  {
    account: 'tarn',
    names: named('Tarn Water', '塔恩水务', 'تارن للمياه'),
    hasAccepted: true,
    profile: {
      ...emptyProfile,
      sectors: ['water'],
      networks: ['198.51.100.0/24'],
      domains: ['tarn-water.example'],
      products: [{ vendor: 'Cisco', product: 'IOS' }],
    },
  },
  {
    account: 'moor',
    names: named('Moor Hospital', '穆尔医院', 'مستشفى مور'),
    hasAccepted: false,
    profile: { ...emptyProfile, sectors: ['healthcare'] },
  },
];

/** Aldoria's constituency: Calder, which has a server, and three without. Gives the accounts of the three. */
export async function enrolDemo(aldoria: Party, calder: string, accounts: Accounts): Promise<Credentials[]> {
  enrolPartner(aldoria, calder);
  declare(aldoria, calder, { profile: { ...emptyProfile, sectors: ['energy'] }, contacts: [] });
  const made: Credentials[] = [];
  for (const { account, names, profile, hasAccepted } of companies) {
    const id = enrolCustodial(aldoria, { kind: 'company', names, terms: { ceiling: 'amber', years: 2 } });
    declare(aldoria, id, { profile, contacts: [] });
    made.push(await accounts.add({ name: account, role: 'analyst', kind: 'person', party: id }));
    const [entry] = agreementsOf(aldoria, id);
    if (hasAccepted && entry !== undefined) acceptAgreement(aldoria, { account, organisation: id }, entry.agreement.id);
  }
  return made;
}
