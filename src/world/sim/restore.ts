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
 * Whether all partners hold all of a log that was ever shown. What nobody holds cannot be taken back,
 * and its party rightly stays silent for ever; what few hold, the majority that is asked may not
 * know. Both are limits of KEP-3, not of the code, so this world keeps within them.
 */
function isMirrored({ parties }: Stage, sim: SimParty, watch: HeadWatch): boolean {
  const shown = Math.max(0, ...watch.headsOf(sim.party.log.origin).keys());
  return parties.every((other) => other === sim || mirroredSize(other.party, sim.party.id) >= shown);
}

/** Whether no tile of entries that only the lost store had was written already: nobody would clear it away. */
const isPublished = ({ party }: SimParty): boolean => party.log.publishedSize() === party.log.frontier().size;

/**
 * A party puts its old store back and does what its operator then has to: says to the world what it
 * no longer knows, asks its partners for the agreements, and imports again what the backup lacked.
 */
export async function putBack(stage: Stage, sim: SimParty, { backup, imported, watch }: Kept): Promise<void> {
  const { ledger, random, parties } = stage;
  const withFiles = isMirrored(stage, sim, watch) && random.oneIn(2);
  if (!withFiles && !isPublished(sim)) return;
  sim.restore(backup, withFiles);
  const { party } = sim;
  ledger.setPolicy(party.id, party.policy(), party.powers.now());
  const left = party.db.all<{ agreement: string }>('SELECT agreement FROM withdrawal WHERE party = ?', party.id);
  ledger.forgetWithdrawals(party.id, new Set(left.map(({ agreement }) => agreement)));
  const others = parties.filter((other) => other !== sim);
  for (const note of others.flatMap(agreementNotes)) await sim.act(() => receiveAgreement(sim.party, note));
  for (const other of others)
    for (const note of agreementNotes(sim)) await other.act(() => receiveAgreement(other.party, note));
  for (const source of ledger.sourcesOf(party.id).slice(imported)) await importAll(sim, source);
}
