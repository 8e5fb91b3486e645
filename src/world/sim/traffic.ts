import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { type AgreementTerms, agreementForms, termsText } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import { type Duties, onwardLimits } from '#protocol/agreement/duties.ts';
import type { ReleasePolicy } from '#protocol/agreement/policy.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { type Purpose, purposes, tlpLevels } from '#protocol/record/label.ts';
import {
  agreements,
  proposeAgreement,
  signKnownAgreement,
  withdrawFromAgreement,
} from '#server/party/agreement-book.ts';
import { approveItems, setPolicy } from '#server/party/approvals.ts';
import { importObjects } from '#server/party/import-objects.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { SimParty } from './sim-party.ts';

/** What the acts of a world need. */
export interface Stage {
  readonly random: Random;
  readonly ledger: Ledger;
  readonly parties: readonly SimParty[];
}

const kinds = ['identity', 'indicator', 'relationship'] as const;

function newId(random: Random, kind: string): string {
  const h = random.bytes(16).toHex();
  return `${kind}--${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20)}`;
}

const own: Readonly<Record<(typeof kinds)[number], (stage: Stage) => object>> = {
  identity: ({ random }) => ({ name: `identity ${random.below(1000)}` }),
  indicator: ({ random }) => ({
    name: `indicator ${random.below(1000)}`,
    pattern: `[ipv4-addr:value = '192.0.2.${random.below(256)}']`,
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00Z',
  }),
  relationship: ({ random, ledger }) => {
    const known = [...ledger.statements.keys()].filter((id) => !id.startsWith('relationship'));
    return { relationship_type: 'related-to', source_ref: random.pick(known), target_ref: random.pick(known) };
  },
};

/** A party states some new objects, each under a level that chance gives it. */
export async function state(stage: Stage, sim: SimParty): Promise<void> {
  const { random, ledger } = stage;
  const objects = Array.from({ length: 1 + random.below(4) }, () => {
    const kind = ledger.statements.size < 2 ? 'identity' : random.pick(kinds);
    const tlp = random.pick(tlpLevels);
    const id = newId(random, kind);
    ledger.statements.set(id, { author: sim.party.id, kind, tlp });
    const time = '2026-01-01T00:00:00.000Z';
    const common = { type: kind, spec_version: '2.1', id, created: time, modified: time };
    return { ...common, ...own[kind](stage), object_marking_refs: [tlpMarkingId(tlp)] };
  });
  const source = JSON.stringify(objects);
  ledger.sourcesOf(sim.party.id).push(source);
  await importAll(sim, source);
}

/** Imports as a person would, and so after a crash again. */
export async function importAll(sim: SimParty, source: string): Promise<void> {
  // Whoever imports repeats it until it is done; what was kept already is known.
  while ((await sim.act(() => importObjects(sim.party, source))) === 'crash');
}

function someDuties(random: Random): Duties {
  return {
    onward: random.pick(onwardLimits),
    actions: 'any',
    attribution: random.oneIn(6) ? 'anonymous' : 'named',
    ...(random.oneIn(2) ? { retentionDays: 30 + random.below(300) } : {}),
    erase: random.oneIn(2),
    notify: random.oneIn(2) ? 'affected-parties' : 'none',
    encryptInTransit: random.oneIn(2),
  };
}

function someClause(random: Random, n: number, parties: readonly string[]): Clause {
  const among = (): 'any' | string[] => (random.oneIn(4) ? random.some(parties) : 'any');
  const uses: Purpose[] = random.some(purposes);
  return {
    n,
    from: among(),
    to: among(),
    kinds: random.oneIn(4) ? random.some(kinds) : 'any',
    ceiling: random.pick(tlpLevels),
    purposes: uses.length === 0 ? ['defence'] : uses,
    history: random.oneIn(2) ? 'all' : 'from-start',
    duties: someDuties(random),
  };
}

/** A party proposes an agreement to some others. */
export async function propose(stage: Stage, sim: SimParty): Promise<void> {
  const { random, ledger } = stage;
  const others = stage.parties.filter((other) => other !== sim).map(({ party }) => party.id);
  // Mostly two or three, now and then nobody else or everybody.
  const wanted = random.pick([0, 1, 1, 1, 2, 2, others.length]);
  const parties = [sim.party.id, ...others.toSorted(() => random.below(3) - 1).slice(0, wanted)].toSorted();
  const form = random.pick(agreementForms);
  const start = sim.party.now + random.below(20_000) - 10_000;
  const terms: AgreementTerms = {
    form,
    ...(form === 'constituency' ? { centre: random.pick(parties) } : {}),
    titles: [{ lang: 'en', text: `Agreement ${random.below(1_000_000)}` }],
    parties,
    start,
    end: start + 10_000 + random.below(2_000_000),
    clauses: Array.from({ length: 1 + random.below(3) }, (_, index) => someClause(random, index + 1, parties)),
  };
  ledger.sign(textId(termsText(terms)), terms, sim.party.id);
  await sim.act(() => proposeAgreement(sim.party, terms));
}

/** A party signs something that was proposed to it. */
export async function sign({ random, ledger }: Stage, sim: SimParty): Promise<void> {
  const open = agreements(sim.party).filter(({ signedBy }) => !signedBy.includes(sim.party.id));
  if (open.length === 0) return;
  const { agreement } = random.pick(open);
  ledger.sign(agreement.id, agreement.terms, sim.party.id);
  await sim.act(() => signKnownAgreement(sim.party, agreement.id));
}

/** A party leaves an agreement. */
export async function withdraw({ random, ledger }: Stage, sim: SimParty): Promise<void> {
  const running = agreements(sim.party).filter(({ withdrawnBy }) => !withdrawnBy.includes(sim.party.id));
  if (running.length === 0) return;
  const { agreement } = random.pick(running);
  const at = sim.party.powers.now();
  const failed = await sim.act(() => withdrawFromAgreement(sim.party, agreement.id));
  if (failed === undefined) ledger.withdraw(agreement.id, sim.party.id, at);
}

/** A releaser approves some of what is held. */
export async function approve({ random, ledger }: Stage, sim: SimParty): Promise<void> {
  const last = sim.party.items.lastSeq();
  if (last < 0) return;
  const seqs = [...new Set([random.below(last + 1), random.below(last + 1)])];
  for (const seq of seqs)
    ledger.approve(sim.party.id, sim.party.items.bySeq(seq)?.object ?? '', sim.party.powers.now());
  await sim.act(() => approveItems(sim.party, seqs));
}

/** A party changes what it lets go at all. */
export async function changePolicy({ random, ledger, parties }: Stage, sim: SimParty): Promise<void> {
  const policy: ReleasePolicy = {
    blocked: random.oneIn(6) ? [random.pick(parties).party.id] : [],
    ceiling: random.pick(tlpLevels.slice(1)),
    approvalAbove: random.pick(tlpLevels),
    withheldKinds: random.oneIn(8) ? [random.pick(kinds)] : [],
  };
  ledger.setPolicy(sim.party.id, policy, sim.party.powers.now());
  await sim.act(() => setPolicy(sim.party, policy));
}
