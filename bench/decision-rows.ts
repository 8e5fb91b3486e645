import { hash } from 'node:crypto';
import { decideClass } from '#protocol/agreement/release-decision.ts';
import { classText, type ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { explainRelease } from '#server/party/explain-release.ts';
import { importObjects } from '#server/party/import-objects.ts';
import type { Party } from '#server/party/party.ts';
import { contextFor, grantFor, openClasses } from '#server/party/release-context.ts';
import { BareStore } from './bare-store.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { inventedFeed } from './invented-feed.ts';
import { partnersIn } from './invented-parties.ts';
import { scaled } from './plan.ts';
import { race, type Trial } from './race.ts';

const objects = 1_000;

/** `work` a number of times, each with its number. */
const repeated =
  (count: number, work: (n: number) => unknown): Trial =>
  () =>
  () => {
    for (let n = 0; n < count; n++) work(n);
    return count;
  };

const factsOf = (party: Party): ReleaseFacts => ({
  kind: 'indicator',
  label: { tlp: 'green' },
  author: party.id,
  holding: 'own',
  approved: false,
});

/** The three ways in which a release is decided: a class, one object against compiled classes, one with every reason. */
export async function decisionRows({ plan, place }: Bench): Promise<BenchRow[]> {
  const [a, b] = partnersIn(place());
  importObjects(a, JSON.stringify(inventedFeed(0, objects)));
  const bare = new BareStore(place());
  bare.insert(
    a.db.all<{ text: string }>('SELECT text FROM item').map(({ text }) => text),
    objects,
  );
  const context = contextFor(a, b.id);
  const [facts, open] = [factsOf(a), openClasses(a, context)];
  const text = utf8(classText(facts));
  const item = a.items.bySeq(0) ?? { class: -1, seq: -1 };
  const plain = new Map([[item.class, true]]);
  const [some, many, few] = [scaled(plan, 100_000), scaled(plan, 2_000_000), scaled(plan, 2_000)];
  const classes = await race(
    plan,
    repeated(some, () => decideClass(facts, context)),
    repeated(some, () => hash('sha256', text, 'buffer')),
  );
  const items = await race(
    plan,
    repeated(many, (seq) => grantFor(open, { class: item.class, seq })),
    repeated(many, () => plain.get(item.class)),
  );
  const explained = await race(
    plan,
    repeated(few, (n) => explainRelease(a, n % objects, b.id)),
    () => () => bare.readOne(few, objects),
  );
  a.db.close();
  b.db.close();
  bare.close();
  return [
    {
      id: 'decision-class',
      what: 'release decisions for a whole class',
      unit: '/s',
      limit: 'bare SHA-256 of the facts',
      ...classes,
    },
    {
      id: 'decision-item',
      what: 'release decisions for an object, classes compiled',
      unit: '/s',
      limit: 'bare look-up in a map',
      ...items,
    },
    {
      id: 'decision-explained',
      what: 'release decisions with every reason, all read afresh',
      unit: '/s',
      limit: 'bare SQLite read of the object',
      ...explained,
    },
  ];
}
