import { emptyProfile, type Profile } from '#desks/infrastructure/profile.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { type Actor, acceptAgreement, noteFetch } from '#server/constituency/company-acts.ts';
import { concernedView } from '#server/constituency/concerning.ts';
import { agreementsOf, enrolCustodial } from '#server/constituency/constituent-book.ts';
import { declare } from '#server/constituency/profile-book.ts';
import { releaseToView } from '#server/egress/constituent-view.ts';
import type { Party } from '#server/party/party.ts';

/** The account of an organisation, as tests name it. */
export const actorOf = (organisation: string): Actor => ({ account: 'duty', organisation });

/** Enrols an organisation without a server; it has not accepted anything. */
export function enrol(centre: Party, name: string, profile: Partial<Profile> = {}, ceiling: Tlp = 'amber'): string {
  const terms = { ceiling, years: 1 };
  const id = enrolCustodial(centre, { kind: 'company', names: [{ lang: 'en', text: name }], terms });
  declare(centre, id, { profile: { ...emptyProfile, ...profile }, contacts: [] });
  return id;
}

/** Its own account accepts what the centre has signed. Gives the agreement's id. */
export function accept(centre: Party, organisation: string): string {
  const [entry] = agreementsOf(centre, organisation);
  if (entry === undefined) throw new Error('Whoever is enrolled is offered an agreement.');
  acceptAgreement(centre, actorOf(organisation), entry.agreement.id);
  return entry.agreement.id;
}

/** Opens its pages: titles of all that it may read, and of what concerns it, sorted. */
export function look(centre: Party, organisation: string): { all: string[]; concerning: string[] } {
  releaseToView(centre, organisation);
  const view = concernedView(centre, organisation);
  noteFetch(centre, actorOf(organisation));
  const titles = (records: typeof view): string[] => records.map(({ title }) => title).toSorted();
  return { all: titles(view), concerning: titles(view.filter(({ reasons }) => reasons.length > 0)) };
}
