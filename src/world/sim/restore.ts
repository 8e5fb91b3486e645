import { parseNote } from '#protocol/identity/signed-note.ts';
import { receiveAgreement } from '#server/party/agreement-book.ts';
import { mirroredSize } from '#server/party/mirror.ts';
import type { HeadWatch } from './head-watch.ts';
import type { Backup, SimParty } from './sim-party.ts';
import { importAll, type Stage } from './traffic.ts';

/** A backup, and how much had been imported when it was made. */
export interface Kept {
  readonly backup: Backup;
  readonly imported: number;
  readonly watch: HeadWatch;
}

/** Puts a copy of a party aside. */
export const putAside = ({ ledger }: Stage, sim: SimParty, watch: HeadWatch): Kept => ({
  watch,
  backup: sim.backUp(),
  imported: ledger.sourcesOf(sim.party.id).length,
});

const agreementNotes = ({ party }: SimParty) =>
  party.db.all<{ bytes: Uint8Array }>('SELECT bytes FROM agreement ORDER BY id').map(({ bytes }) => parseNote(bytes));

/**
 * Whether some partner holds all of a log that was ever shown. What nobody holds cannot be taken
 * back: its party would rightly stay silent for ever, which a test of its own shows. Spec: KEP-3, KEP-4.
 */
function isMirrored({ parties }: Stage, sim: SimParty, watch: HeadWatch): boolean {
  const shown = Math.max(0, ...watch.headsOf(sim.party.log.origin).keys());
  return parties.some((other) => other !== sim && mirroredSize(other.party, sim.party.id) >= shown);
}

/**
 * A party puts its old store back and does what its operator then has to: says to the world what it
 * no longer knows, asks its partners for the agreements, and imports again what the backup lacked.
 */
export async function putBack(stage: Stage, sim: SimParty, { backup, imported, watch }: Kept): Promise<void> {
  const { ledger, random, parties } = stage;
  sim.restore(backup, isMirrored(stage, sim, watch) && random.oneIn(2));
  const { party } = sim;
  ledger.setPolicy(party.id, party.policy(), party.powers.now());
  const left = party.db.all<{ agreement: string }>('SELECT agreement FROM withdrawal WHERE party = ?', party.id);
  ledger.forgetWithdrawals(party.id, new Set(left.map(({ agreement }) => agreement)));
  for (const other of parties)
    for (const note of agreementNotes(other)) if (other !== sim) await sim.act(() => receiveAgreement(sim.party, note));
  for (const source of ledger.sourcesOf(party.id).slice(imported)) await importAll(sim, source);
}
