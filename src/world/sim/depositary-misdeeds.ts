import { formatNote } from '#protocol/identity/signed-note.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { actTaker, readTold } from '#server/case/told-acts.ts';
import { caseJob } from '#server/jobs/case-job.ts';
import { forgedAct, nextNumber, truly } from './forgery.ts';
import type { Liar, Misdeed } from './liar.ts';
import type { SimParty } from './sim-party.ts';
import { withhold } from './withholding.ts';

/** Its server is gone for good. */
const dies: Misdeed = {
  name: 'dies',
  isOfDepositary: true,
  begin(liar) {
    liar.lies++;
    liar.ground.wires.isolate(liar.party.url);
  },
};

/** It never takes what one member does. */
const withholds: Misdeed = {
  name: 'withholds',
  isOfDepositary: true,
  begin(liar) {
    liar.lies++;
    withhold(liar.party, liar.file, liar.other().party.id);
  },
};

/** It forgets the end of its log on purpose, and signs another one in its place. */
const forks: Misdeed = {
  name: 'forks',
  isOfDepositary: true,
  async step(liar) {
    const { party, ground } = liar;
    if (liar.lies > 1 || liar.file.ready > 0 || (liar.lies > 0 && ground.random.oneIn(2))) return;
    liar.lies++;
    const { size } = caseLog(party, liar.file);
    const kept = Math.max(1, size - 1 - ground.random.below(3));
    const ofCase = `case_id = '${ground.id}'`;
    party.db.raw.exec(`DELETE FROM case_entry WHERE ${ofCase} AND position >= ${kept};
      DELETE FROM case_head WHERE ${ofCase} AND size > ${kept}; DELETE FROM case_certificate WHERE ${ofCase};
      DELETE FROM case_cosigned WHERE ${ofCase}; DELETE FROM case_cosignature WHERE ${ofCase} AND size > ${kept};
      DELETE FROM case_proof WHERE ${ofCase}; UPDATE case_file SET epoch = epoch + 1`);
    orderOwn(liar, liar.sim);
    await liar.sim.server.runJob(caseJob);
  },
};

/** Lets a server of the liar order an act of its own, of which no other server of it knows. */
function orderOwn(liar: Liar, { party }: SimParty): void {
  const fields = { number: liar.ground.random.below(1_000_000) };
  const act = { n: nextNumber(liar), seen: truly(liar), act: 'nonsense', fields };
  const file = knownCaseFile(party, liar.ground.id);
  actTaker(party, file)(readTold(file, { bytes: formatNote(forgedAct(liar, act)) }));
}

/** Two servers with its keys, each of which speaks with some of the others only: two logs, two of everything. */
const splits: Misdeed = {
  name: 'splits',
  isOfDepositary: true,
  begin(liar) {
    const [first, ...more] = liar.ground.others;
    if (first === undefined) return;
    const some = liar.ground.random.some(more.slice(1));
    liar.lies++;
    liar.split([first, ...some]);
  },
  step(liar) {
    const { twin } = liar;
    if (twin === undefined) return;
    liar.lies++;
    orderOwn(liar, liar.ground.random.oneIn(2) ? liar.sim : twin);
  },
};

export const depositaryMisdeeds: readonly Misdeed[] = [dies, withholds, forks, splits];
