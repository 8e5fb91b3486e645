import { formatEquivocation } from '#check/case-equivocation.ts';
import { checkProof } from '#check/check-proof.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { stateHash } from '#protocol/case/case-state.ts';
import { councilCosignatures } from '#protocol/case/certificate.ts';
import { depositaryOf } from '#protocol/case/genesis.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { knownCase, knownCaseFile } from '#server/case/case-file.ts';
import { keptCertificate, newestHead } from '#server/case/case-heads.ts';
import { caseLog } from '#server/case/case-store.ts';
import { proofFrom, proofTexts } from '#server/case/contradiction.ts';
import type { SimParty } from './sim-party.ts';

/** Looks at all honest parties of a case, all the time, for what must never be. Spec: CAS-7 to CAS-14. */
export class CaseWatch {
  readonly findings = new Set<string>();
  readonly #id: string;
  readonly #honest: readonly SimParty[];
  /** Ids of the settled entries, as far as anybody has seen them settled. */
  #settled: string[] = [];
  /** Ids of entries that anybody has seen accepted, with the term. */
  readonly #accepted = new Map<string, number>();
  /** By honest party, what the log of a term held at a size, by a head that it keeps. */
  readonly #roots = new Map<SimParty, Map<string, string>>();
  readonly #seen = new Map<SimParty, string>();
  /** Terms of which honest parties kept heads that contradict each other. */
  readonly #equivocated = new Set<number>();

  constructor(id: string, honest: readonly SimParty[]) {
    this.#id = id;
    this.#honest = honest;
  }

  logOf({ party }: SimParty): CaseLog {
    return caseLog(party, knownCaseFile(party, this.#id));
  }

  look(): void {
    for (const sim of this.#honest) {
      const log = this.logOf(sim);
      const head = newestHead(sim.party, this.#id, log.term);
      const stamp = `${log.term} ${log.size} ${log.head.root.toHex()} ${log.finality.settled} ${head?.size}`;
      if (this.#seen.get(sim) === stamp) continue;
      this.#seen.set(sim, stamp);
      this.#lookAtSettled(sim, log);
      for (let at = 0; at < log.finality.accepted; at++)
        this.#accepted.getOrInsert(log.recordAt(at)?.id ?? '', log.term);
      this.#lookAtRoots(sim, log, Math.min(head?.size ?? 0, log.size));
      this.#lookAtTime(sim);
    }
  }

  /** What anybody has settled is settled for all, in one order, for ever. */
  #lookAtSettled(sim: SimParty, log: CaseLog): void {
    const { settled } = log.finality;
    const shorter = Math.min(log.size, this.#settled.length);
    for (let at = 0; at < shorter; at++) {
      const isOther = log.recordAt(at)?.id !== this.#settled[at];
      if (isOther && at < settled) this.findings.add(`${sim.name}: entry ${at} is settled in two ways`);
    }
    for (let at = this.#settled.length; at < settled; at++) this.#settled.push(log.recordAt(at)?.id ?? '');
  }

  #lookAtRoots(sim: SimParty, log: CaseLog, size: number): void {
    const own = this.#roots.getOrInsertComputed(sim, () => new Map<string, string>());
    for (let at = 1; at <= size; at++) {
      const [key, root] = [`${log.term} ${at}`, log.rootAt(at)?.toHex() ?? ''];
      if (this.#roots.values().some((roots) => (roots.get(key) ?? root) !== root)) this.#equivocated.add(log.term);
      own.set(key, root);
    }
  }

  /** What only this party held is lost with its store. */
  forget(sim: SimParty): void {
    this.#roots.delete(sim);
  }

  /** No liar moves the time of a certificate out of what honest clocks said. Spec: CAS-9. */
  #lookAtTime({ name, party }: SimParty): void {
    const kept = keptCertificate(party, this.#id);
    if (kept === undefined) return;
    const honest = new Set(this.#honest.map((sim) => sim.party.id));
    const known = knownCase(party, knownCaseFile(party, this.#id));
    const times = [...councilCosignatures(known, kept.note)].flatMap(([id, { time }]) =>
      honest.has(id) ? [time] : [],
    );
    if (kept.at < Math.min(...times) || kept.at > Math.max(...times))
      this.findings.add(`${name}: the time of a certificate is not one of honest clocks`);
  }

  /** Whether all honest parties have the same log, all of it accepted. */
  isOneLog(): boolean {
    const logs = this.#honest.map((sim) => this.logOf(sim));
    const heads = new Set(logs.map(({ head, term }) => `${term} ${head.size} ${head.root.toHex()}`));
    return heads.size === 1 && logs.every((log) => log.finality.accepted === log.size);
  }

  /** Looks at the end of all; gives the hash of the state. */
  conclude(): string {
    const logs = this.#honest.map((sim) => this.logOf(sim));
    const hashes = new Set(logs.map((log) => stateHashOf(log)));
    if (hashes.size !== 1) this.findings.add('honest parties have different states');
    this.#honest.forEach((sim, index) => {
      if (!this.#settled.every((id, at) => logs[index]?.recordAt(at)?.id === id))
        this.findings.add(`${sim.name}: something settled is lost`);
    });
    for (const log of logs) {
      this.#lookAtSteps(log);
      this.#lookAtAccepted(log);
    }
    return [...hashes][0] ?? '';
  }

  /** What was accepted is lost only with a proof against the depositary of its term. Spec: CAS-7, P3. */
  #lookAtAccepted(log: CaseLog): void {
    const proved = new Set(this.#honest.flatMap(({ party }) => proofTexts(party, this.#id).map(({ term }) => term)));
    for (const [id, term] of this.#accepted)
      if (!log.has(id) && !proved.has(term))
        this.findings.add(`something accepted in term ${term} is lost, and no proof`);
  }

  /** Every act that a tick covers is a step, done or void, in its place. Spec: CAS-13. */
  #lookAtSteps(log: CaseLog): void {
    const steps = (log.state()?.steps ?? []).flatMap((step) => (step.kind === 'lapse' ? [] : [step.index]));
    const kinds = [...log.records()].map(({ head }) => head.kind);
    const acts = steps.filter((at) => kinds[at] !== 'room');
    const covered = kinds.flatMap((kind, at) => (kind === 'act' && at < log.finality.settled ? [at] : []));
    if (acts.join() !== covered.join()) this.findings.add('an act of the log is no step, or a step no act');
  }

  /** Every proof convicts, and only who lies; every equivocation that honest parties could see is proved. Spec: CAS-11. */
  proofs(isLiar: (party: string) => boolean): number {
    const proved = new Set<number>();
    let count = 0;
    for (const { party } of this.#honest) {
      const file = knownCaseFile(party, this.#id);
      const known = knownCase(party, file);
      for (const { proof, term } of proofTexts(party, this.#id)) {
        count++;
        proved.add(term);
        const bytes = utf8(formatEquivocation(known, parseNote(file.genesis), proofFrom(proof)));
        const verdict = checkProof(bytes);
        const claim = verdict.holds && 'equivocation' in verdict.claim ? verdict.claim.equivocation : undefined;
        if (claim?.term !== term || claim.depositary !== depositaryOf(file.terms, term))
          this.findings.add(`a proof of term ${term} does not hold: ${verdict.holds ? 'another term' : verdict.code}`);
        else if (!isLiar(claim.depositary)) this.findings.add(`an honest depositary of term ${term} is convicted`);
      }
    }
    for (const term of this.#equivocated)
      if (!proved.has(term)) this.findings.add(`honest parties hold two logs of term ${term}, and no proof`);
    return count;
  }
}

const stateHashOf = (log: CaseLog): string => {
  const state = log.state();
  return state === undefined ? 'not begun' : stateHash(state);
};
