import type { Clause } from '#protocol/agreement/clause.ts';
import { covers } from '#protocol/agreement/clause.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { currentKeys } from '#protocol/identity/key-history.ts';
import { type PartyRow, partiesPage } from '#web/pages/parties-page.ts';
import { type KeyVersion, type PartyView, partyPage, type WitnessState } from '#web/pages/party-page.ts';
import { type AgreementEntry, agreements } from '../party/agreement-book.ts';
import { linkHealth } from '../party/link-health.ts';
import { knownPeer, type Peer, peers } from '../party/peer-book.ts';
import { countRecords } from '../party/record-search.ts';
import { accountRelease } from '../party/release-account.ts';
import { countReleases } from '../party/release-list.ts';
import { agreementRef } from './decision-view.ts';
import type { PageRoute } from './page-route.ts';
import { goTo, idParam, sendPage, type Visit } from './visit.ts';

const inForceWith = (entries: readonly AgreementEntry[], self: string, id: string): AgreementEntry[] =>
  entries.filter(
    ({ standing, agreement: { terms } }) =>
      standing === 'in-force' && terms.parties.includes(self) && terms.parties.includes(id),
  );

function list(visit: Visit): Response {
  const { party, names } = visit;
  const known = agreements(party);
  const rows = peers(party)
    .map(
      ({ id, history }): PartyRow => ({
        party: names.of(id),
        kind: currentKeys(history).kind,
        isSelf: id === party.id,
        link: linkHealth(party, id),
        agreements: inForceWith(known, party.id, id).length,
        held: countRecords(party, { origin: id === party.id ? 'own' : id, order: '-at' }),
      }),
    )
    .sort(
      (a, b) => Number(b.isSelf) - Number(a.isSelf) || a.party.name.localeCompare(b.party.name, visit.reader.language),
    );
  return sendPage(partiesPage({ rows }, visit.reader));
}

const keysOf = ({ history }: Peer): KeyVersion[] =>
  history.entries
    .map(({ version, at, keys }, index) => ({
      version,
      at,
      key: hex(keys.record),
      isCurrent: index === history.entries.length - 1,
    }))
    .reverse();

function witnesses({ party }: Visit, id: string): Pick<PartyView, 'theyWitnessUs' | 'weWitnessThem'> {
  const theirs = party.db.get<WitnessState>(
    'SELECT size, at FROM cosignature WHERE witness = ? ORDER BY size DESC LIMIT 1',
    id,
  );
  const ours = party.db.get<WitnessState>('SELECT size, at FROM witnessed WHERE party = ?', id);
  return {
    ...(theirs === undefined ? {} : { theyWitnessUs: theirs }),
    ...(ours === undefined ? {} : { weWitnessThem: ours }),
  };
}

/** Records above which an account takes longer than a page may; the command line gives it. */
const mostAccounted = 50_000;

const forUs = ({ from, to }: Clause, self: string, id: string): boolean => covers(from, self) && covers(to, id);

function view(visit: Visit, peer: Peer): PartyView {
  const { party, names } = visit;
  const { id, url, custodian } = peer;
  const isSelf = id === party.id;
  const between = isSelf ? [] : inForceWith(agreements(party), party.id, id);
  return {
    party: names.of(id),
    kind: currentKeys(peer.history).kind,
    isSelf,
    ...(url === undefined ? {} : { address: url }),
    ...(custodian === undefined ? {} : { custodian: names.of(custodian) }),
    keys: keysOf(peer),
    link: linkHealth(party, id),
    ...witnesses(visit, id),
    maySend: between.flatMap((entry) =>
      entry.agreement.terms.clauses
        .filter((clause) => forUs(clause, party.id, id))
        .map((clause) => ({ agreement: agreementRef(visit, entry), clause })),
    ),
    names: names.all(),
    ...(isSelf || party.items.lastSeq() > mostAccounted ? {} : { account: accountRelease(party, id) }),
    counts: {
      reached: countReleases(party, { direction: 'reached', partner: id }).objects,
      left: countReleases(party, { direction: 'left', partner: id }).objects,
      refused: isSelf ? 0 : countRecords(party, { refused: id, order: '-at' }),
    },
  };
}

/** Who is known here, who they are, and how the link to each is. */
export const partyRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/parties', needs: 'read-records', answer: list },
  {
    method: 'GET',
    path: '/parties/self',
    needs: 'read-records',
    answer: (visit) => goTo(visit, `/parties/${visit.party.id}`),
  },
  {
    method: 'GET',
    path: '/parties/:id',
    needs: 'read-records',
    answer: (visit) => sendPage(partyPage(view(visit, knownPeer(visit.party, idParam(visit))), visit.reader)),
  },
];
