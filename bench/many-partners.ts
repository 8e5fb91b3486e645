import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { foundParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { Database } from '#server/store/database.ts';
import { memoryFiles } from '#server/store/log-files.ts';

/** A party that is only there to be agreed with. */
export const neighbour = (name: string): Party =>
  foundParty(
    {
      db: new Database(':memory:', { durable: false }),
      files: memoryFiles(),
      mirror: () => memoryFiles(),
      powers: processPowers,
    },
    { kind: 'cert', names: [{ lang: 'en', text: name }], url: 'http://127.0.0.1:1' },
    () => undefined,
  );

/** Concludes an agreement with each of so many new parties, no two of them alike. */
export function concludeWithMany(party: Party, count: number): void {
  for (let n = 0; n < count; n++) {
    const other = neighbour(`Neighbour ${n}`);
    keepPeer(party, ownIntroduction(other), true);
    keepPeer(other, ownIntroduction(party), true);
    const clause = {
      kinds: n % 2 === 0 ? ('any' as const) : ['indicator', 'malware'],
      ceiling: tlpLevels[n % tlpLevels.length] ?? 'clear',
    };
    const terms = plainTerms([party.id, other.id], party.now, clause);
    const { agreement } = proposeAgreement(party, { ...terms, end: terms.end + n });
    receiveAgreement(other, agreement.note);
    receiveAgreement(party, signKnownAgreement(other, agreement.id).agreement.note);
    other.db.close();
  }
}
