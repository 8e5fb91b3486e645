import { readMarking, statementMarkings } from '#exchange/stix/marking.ts';
import { readBundle } from '#exchange/stix/read-bundle.ts';
import { decideClass } from '#protocol/agreement/release-decision.ts';
import { classText, type ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { strictestUnmarked } from '#protocol/record/label.ts';
import { describeStix } from './content.ts';
import { heldStatements, type ImportOptions, type ImportReport, type Prepared, prepare } from './import-objects.ts';
import type { Party } from './party.ts';
import { partners } from './peer-book.ts';
import { contextFor } from './release-context.ts';

/** What an import would do, with its consequence. */
export interface ImportForecast extends ImportReport {
  /** Objects without a marking of their own among those that would be kept. */
  readonly unmarked: number;
  /** How many of them would leave, per partner. */
  readonly reach: readonly { readonly party: string; readonly count: number }[];
}

interface ClassOfNew {
  readonly facts: ReleaseFacts;
  count: number;
}

function classesOf(party: Party, prepared: readonly Prepared[]): ClassOfNew[] {
  const classes = new Map<string, ClassOfNew>();
  for (const {
    labelled: { label },
    object,
  } of prepared) {
    const { kind } = describeStix(object);
    const facts: ReleaseFacts = { kind, label, author: party.id, holding: 'own', approved: false };
    const name = classText(facts);
    const known = classes.get(name) ?? { facts, count: 0 };
    classes.set(name, known);
    known.count++;
  }
  return [...classes.values()];
}

/** A new record comes after everything held, so every clause in force covers its position. */
function reachOf(party: Party, prepared: readonly Prepared[]): ImportForecast['reach'] {
  const classes = classesOf(party, prepared);
  return partners(party)
    .map(({ id }) => {
      const context = contextFor(party, id);
      const open = classes.filter(({ facts }) => decideClass(facts, context).grants.length > 0);
      return { party: id, count: open.reduce((sum, { count }) => sum + count, 0) };
    })
    .filter(({ count }) => count > 0);
}

/** Says what an import of a bundle would do; keeps nothing. The counts add up as those of an import. Spec: STX-12. */
export function checkImport(
  party: Party,
  source: Uint8Array | string,
  { unmarked = strictestUnmarked }: ImportOptions = {},
): ImportForecast {
  const reading = readBundle(source);
  const statements = statementMarkings([...heldStatements(party), ...reading.objects]);
  const verdicts = reading.objects.map((object) => prepare(party, object, { statements, unmarked, labels: new Map() }));
  const good = verdicts.filter((verdict): verdict is Prepared => typeof verdict === 'object' && 'text' in verdict);
  const bad = verdicts.filter((verdict) => typeof verdict === 'object' && 'code' in verdict);
  return {
    seen: reading.seen,
    accepted: good.length,
    known: reading.repeated + verdicts.length - good.length - bad.length,
    refused: reading.refused + bad.length,
    faults: [...reading.faults, ...bad],
    losses: reading.losses,
    unmarked: good.filter(({ object }) => readMarking(object, statements).kind === 'unmarked').length,
    reach: reachOf(party, good),
  };
}
