import { join } from 'node:path';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { initDirectory } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';

/** A party in a directory of its own, with a durable store as in service. */
export const inventedParty = (place: string, name: string): Party =>
  initDirectory(
    join(place, name),
    { kind: 'cert', names: [{ lang: 'en', text: name }], url: 'http://127.0.0.1:1' },
    processPowers,
  );

/** An agreement of two parties up to GREEN, in force since before. */
function conclude(a: Party, b: Party): void {
  const { agreement } = proposeAgreement(a, plainTerms([a.id, b.id], a.now));
  receiveAgreement(b, agreement.note);
  receiveAgreement(a, signKnownAgreement(b, agreement.id).agreement.note);
}

/** Two parties that know each other and share up to GREEN. */
export function partnersIn(place: string): readonly [Party, Party] {
  const [a, b] = [inventedParty(place, 'aldoria'), inventedParty(place, 'bereth')];
  keepPeer(a, ownIntroduction(b), true);
  keepPeer(b, ownIntroduction(a), true);
  conclude(a, b);
  return [a, b];
}
