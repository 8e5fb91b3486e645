import { strictestUnmarked } from '#protocol/record/label.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { approvalLevels, approveItems } from '#server/party/approvals.ts';
import { importObjects } from '#server/party/import-objects.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { type DemoAgreement, demoAgreements } from './demo-agreements.ts';
import { demoContent } from './demo-content.ts';
import type { DemoParty } from './demo-parties.ts';
import { demoSightings } from './demo-sightings.ts';

/** The running parties of the demonstration by their keys. */
export type Federation = Readonly<Record<DemoParty['key'], Party>>;

/** Records that wait for a releaser when a newcomer first looks. */
const leftWaiting = 12;

/** Everybody knows everybody, as after an exchange of fingerprints over the telephone. */
export function introduceAll(federation: Federation): void {
  const parties = Object.values(federation);
  for (const one of parties)
    for (const other of parties) if (one !== other) keepPeer(one, ownIntroduction(other), true);
}

function conclude(federation: Federation, { terms, signedBy }: DemoAgreement): void {
  const [first, ...others] = signedBy;
  if (first === undefined) return;
  let entry = proposeAgreement(federation[first], terms);
  for (const key of others) {
    receiveAgreement(federation[key], entry.agreement.note);
    entry = signKnownAgreement(federation[key], entry.agreement.id);
  }
  for (const party of Object.values(federation))
    if (terms.parties.includes(party.id)) receiveAgreement(party, entry.agreement.note);
}

/** Concludes the agreements, as of `now` (Unix seconds). */
export function concludeAll(federation: Federation, now: number): void {
  const ids = Object.fromEntries(Object.entries(federation).map(([key, party]) => [key, party.id])) as Record<
    DemoParty['key'],
    string
  >;
  for (const agreement of demoAgreements(ids, now)) conclude(federation, agreement);
}

/** Each party states what it knows, as of `now` (Unix seconds). `progress` hears of each with the number of its objects. */
export function stateContent(
  federation: Federation,
  now: number,
  progress: (key: string, accepted: number) => void,
): void {
  for (const [key, objects] of [...Object.entries(demoContent()), ...Object.entries(demoSightings(now))]) {
    const { accepted } = importObjects(federation[key as keyof Federation], JSON.stringify(objects), {
      unmarked: strictestUnmarked,
    });
    progress(key, accepted);
  }
}

/** The releasers have approved nearly everything that waited; a few are left for the newcomer. */
export function approveMost(party: Party): void {
  const waiting = party.db.all<{ seq: number }>(
    'SELECT seq FROM item WHERE class IN (SELECT id FROM class WHERE own = 1 AND tlp IN (SELECT value FROM json_each(?))) ORDER BY seq',
    JSON.stringify(approvalLevels(party)),
  );
  const approved = waiting.slice(0, -leftWaiting).map(({ seq }) => seq);
  for (let start = 0; start < approved.length; start += 500) approveItems(party, approved.slice(start, start + 500));
}
