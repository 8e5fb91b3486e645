import type { AgreementTerms } from '#protocol/agreement/agreement.ts';
import { proposeAgreement, receiveAgreement, signKnownAgreement } from '#server/party/agreement-book.ts';
import { foundParty } from '#server/party/open-party.ts';
import type { Party } from '#server/party/party.ts';
import { keepPeer, type Name, ownIntroduction } from '#server/party/peer-book.ts';
import type { Powers } from '#server/powers.ts';
import { Database } from '#server/store/database.ts';
import { memoryFiles } from '#server/store/log-files.ts';
import { practiceParties, type Seat, seats } from './practice-parties.ts';

/** The parties of a practice by their seats. */
export type PracticeFederation = Readonly<Record<Seat, Party>>;

const year = 31_536_000;

const titles: readonly Name[] = [
  { lang: 'ar', text: 'اتفاق للتدريب' },
  { lang: 'en', text: 'An agreement for practice' },
  { lang: 'es', text: 'Un acuerdo para practicar' },
  { lang: 'fr', text: "Un accord pour s'exercer" },
  { lang: 'ru', text: 'Соглашение для тренировки' },
  { lang: 'zh', text: '演练用协议' },
];

/** Founds one party with keys and a store that live in memory alone. Spec: PRA-1. */
function found(seat: Seat, url: string, powers: Powers): Party {
  const files = memoryFiles();
  const ground = { db: new Database(':memory:', { durable: false }), files, mirror: () => memoryFiles(), powers };
  return foundParty(ground, { ...practiceParties[seat], url }, () => undefined);
}

function termsOf(parties: readonly Party[], now: number): AgreementTerms {
  const duties = { onward: 'none', actions: 'any', attribution: 'named', erase: true, notify: 'none' } as const;
  return {
    form: 'circle',
    titles,
    parties: parties.map(({ id }) => id).toSorted(),
    start: now - 10,
    // The clock of a practice runs fast.
    end: now + 200 * year,
    clauses: [
      {
        n: 1,
        from: 'any',
        to: 'any',
        kinds: ['act'],
        ceiling: 'amber',
        history: 'all',
        purposes: ['response'],
        duties: { ...duties, encryptInTransit: false },
      },
    ],
  };
}

function agree(parties: readonly Party[], now: number): void {
  const [first, ...others] = parties;
  if (first === undefined) return;
  let { agreement } = proposeAgreement(first, termsOf(parties, now));
  for (const party of others) {
    receiveAgreement(party, agreement.note);
    agreement = signKnownAgreement(party, agreement.id).agreement;
  }
  for (const party of parties) receiveAgreement(party, agreement.note);
}

/** Founds the parties of a practice, who know each other and have agreed to let acts reach all. */
export function foundPractice(url: string, powers: Powers): PracticeFederation {
  const federation = Object.fromEntries(seats.map((seat) => [seat, found(seat, url, powers)])) as Record<Seat, Party>;
  const parties = Object.values(federation);
  for (const one of parties)
    for (const other of parties) if (one !== other) keepPeer(one, ownIntroduction(other), true);
  agree(parties, Math.floor(powers.now() / 1_000_000));
  return federation;
}
