import type { LabelRules } from '#exchange/misp/misp-label.ts';
import { idOfName } from '#exchange/stix/identifier.ts';
import type { JsonMembers } from '#exchange/stix/stix-object.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Label } from '#protocol/record/label.ts';
import type { Party } from './party.ts';
import { peers } from './peer-book.ts';

/** An organisation of MISP and the party that the operator knows it as. */
export interface MispOrganisation {
  readonly uuid: string;
  readonly party: string;
}

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** All known organisations, by UUID. */
export const mispOrganisations = (party: Party): MispOrganisation[] =>
  party.db.all<MispOrganisation>('SELECT uuid, party FROM misp_organisation ORDER BY uuid');

/** Notes that an organisation is a known party. Faults: `organisation-uuid`, `party-unknown`. Spec: MSP-6. */
export function knowOrganisation(party: Party, uuid: string, as: string): void {
  if (!uuidForm.test(uuid)) throw new Fault('organisation-uuid', 'An organisation of MISP is named by its UUID.');
  if (as !== party.id && !peers(party).some(({ id }) => id === as))
    throw new Fault('party-unknown', 'An organisation is known as this party or as one that it knows.');
  party.db.run(
    'INSERT INTO misp_organisation (uuid, party) VALUES (?, ?) ON CONFLICT DO UPDATE SET party = excluded.party',
    uuid,
    as,
  );
}

/** Forgets an organisation; labels that were made stay as they are. Fault: `organisation-unknown`. */
export function forgetOrganisation(party: Party, uuid: string): void {
  if (party.db.get('SELECT 1 FROM misp_organisation WHERE uuid = ?', uuid) === undefined)
    throw new Fault('organisation-unknown', 'No organisation of this UUID is known.');
  party.db.run('DELETE FROM misp_organisation WHERE uuid = ?', uuid);
}

/** How limits of MISP become labels here. Spec: MSP-5, MSP-6. */
export function labelRules(party: Party, unmarked: Label): LabelRules {
  const known = new Map(mispOrganisations(party).map(({ uuid, party: as }) => [uuid, as]));
  return { unmarked, partyOf: (uuid) => known.get(uuid) };
}

/** How parties are named in MISP; of several organisations of a party the first by UUID. Spec: MSP-9. */
export function organisationNames(party: Party): {
  organisationOf: (party: string) => string | undefined;
  author: JsonMembers;
} {
  const known = mispOrganisations(party);
  const organisationOf = (id: string): string | undefined => known.find(({ party: as }) => as === id)?.uuid;
  const own = organisationOf(party.id) ?? idOfName('identity', party.id).slice('identity--'.length);
  const name = peers(party).find(({ id }) => id === party.id)?.names[0]?.text ?? party.id.slice(0, 12);
  return { organisationOf, author: { uuid: own, name } };
}
