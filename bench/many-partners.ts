import { tlpLevels } from '#protocol/record/label.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { foundParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, ownIntroduction } from '#server/party/peer-book.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { Database } from '#server/store/database.ts';
import { memoryFiles } from '#server/store/log-files.ts';

const duties = {
  onward: 'none',
  actions: 'any',
  attribution: 'named',
  erase: true,
  notify: 'none',
  encryptInTransit: false,
} as const;

/** A party that is only there to be agreed with. */
const neighbour = (name: string): Party =>
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
    const { agreement } = proposeAgreement(party, {
      form: 'bilateral',
      titles: [{ lang: 'en', text: `Neighbour ${n}` }],
      parties: [party.id, other.id].toSorted(),
      start: party.now - 10,
      end: party.now + 86_400 + n,
      clauses: [
        {
          n: 1,
          from: 'any',
          to: 'any',
          kinds: n % 2 === 0 ? 'any' : ['indicator', 'malware'],
          ceiling: tlpLevels[n % tlpLevels.length] ?? 'clear',
          purposes: ['defence'],
          history: 'all',
          duties,
        },
      ],
    });
    receiveAgreement(other, agreement.note);
    receiveAgreement(party, signKnownAgreement(other, agreement.id).agreement.note);
    other.db.close();
  }
}
