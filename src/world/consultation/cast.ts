import { emptyProfile } from '#desks/infrastructure/profile.ts';
import { acceptAgreement } from '#server/constituency/company-acts.ts';
import { agreementsOf, enrolCustodial } from '#server/constituency/constituent-book.ts';
import { declare } from '#server/constituency/profile-book.ts';
import type { Browser } from './browser.ts';
import type { Player } from './story-case.ts';
import { StoryWorld } from './story-world.ts';

const parties = {
  asker: { kind: 'state', name: 'Foreign Ministry of Aldoria' },
  asked: { kind: 'state', name: 'Foreign Ministry of Bereth' },
  cert: { kind: 'cert', name: 'Aldoria National CERT' },
  otherCert: { kind: 'cert', name: 'Bereth Cyber Centre' },
  meridian: { kind: 'intergovernmental', name: 'Meridian Secretariat' },
  dunmore: { kind: 'state', name: 'Foreign Ministry of Dunmore' },
  esk: { kind: 'state', name: 'Foreign Ministry of Esk' },
} as const;

/** Everybody who plays, each at a server of its own; the company is enrolled at its CERT and has an account there. */
export type Cast = Readonly<Record<keyof typeof parties, Player>> & { readonly company: Browser };

/** Founds the parties and gives each a person who may act for it. This is done beforehand, not by the pages. */
export async function assemble(): Promise<{ world: StoryWorld; cast: Cast }> {
  const world = await StoryWorld.found(Object.values(parties));
  const players: [string, Player][] = [];
  for (const [key, { name }] of Object.entries(parties)) {
    const at = world.party(name);
    players.push([key, { at, browser: await at.person('desk', 'releaser') }]);
  }
  const cast = Object.fromEntries(players) as Record<keyof typeof parties, Player>;
  const company = await enrolCompany(cast.cert);
  return { world, cast: { ...cast, company } };
}

async function enrolCompany({ at }: Player): Promise<Browser> {
  const names = [{ lang: 'en', text: 'Norrin Energy' }];
  const id = enrolCustodial(at.party, { kind: 'company', names, terms: { ceiling: 'amber', years: 1 } });
  declare(at.party, id, { profile: { ...emptyProfile, sectors: ['energy'] }, contacts: [] });
  const [entry] = agreementsOf(at.party, id);
  if (entry !== undefined) acceptAgreement(at.party, { account: 'norrin', organisation: id }, entry.agreement.id);
  return at.person('norrin', 'analyst', id);
}
