import { hash } from 'node:crypto';
import { utf8 } from '#protocol/bytes/text.ts';
import { batchRoot, itemEntry, saltOf } from '#protocol/log/batch.ts';
import { releaseAfter } from '#server/egress/release-sender.ts';
import { acceptRelease } from '#server/ingress/accept-release.ts';
import { importObjects } from '#server/party/import-objects.ts';
import type { Party } from '#server/party/party.ts';
import { HeldCollection } from '#server/taxii/held-collection.ts';
import { BareStore } from './bare-store.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { inventedFeed } from './invented-feed.ts';
import { partnersIn } from './invented-parties.ts';
import { scaled } from './plan.ts';
import { race, type Trial } from './race.ts';

const perImport = 1_000;
const perRelease = 500;
const perPage = 1_000;

interface Stores {
  readonly a: Party;
  readonly b: Party;
  readonly bare: BareStore;
  readonly count: number;
}

const textsOf = (party: Party, after: number): string[] =>
  party.db.all<{ text: string }>('SELECT text FROM item WHERE seq > ? ORDER BY seq', after).map(({ text }) => text);

/** New objects at every run, as text; another thousand objects were never seen. */
const importing =
  ({ a, count }: Stores): Trial =>
  (run) => {
    const source = JSON.stringify(inventedFeed(run * count, count));
    return () => importObjects(a, source).accepted;
  };

/** Everything that the last import left to release, made ready before the clock runs. */
const accepting =
  ({ a, b }: Stores, numbers: { last: number }, source: (run: number) => string): Trial =>
  (run) => {
    importObjects(a, source(run));
    const packages: Uint8Array[] = [];
    for (let next = releaseAfter(a, b.id, numbers.last); next; next = releaseAfter(a, b.id, numbers.last)) {
      packages.push(next.bytes);
      numbers.last = next.number;
    }
    return () => packages.reduce((sum, bytes) => sum + acceptRelease(b, a.id, bytes).fresh, 0);
  };

const inserting =
  ({ a, bare, count }: Stores, perTransaction: number): Trial =>
  () => {
    const texts = textsOf(a, a.items.lastSeq() - count);
    return () => bare.insert(texts, perTransaction);
  };

async function storeRows({ plan, place }: Bench, stores: Stores): Promise<BenchRow[]> {
  const imported = await race(plan, importing(stores), inserting(stores, perImport));
  const beyond = (plan.warm + plan.runs) * stores.count;
  const source = (run: number): string => JSON.stringify(inventedFeed(beyond + run * stores.count, stores.count));
  const [numbers, fresh] = [{ last: 0 }, partnersIn(place())];
  const pair = { ...stores, a: fresh[0], b: fresh[1] };
  const accepted = await race(plan, accepting(pair, numbers, source), inserting(pair, perRelease));
  for (const party of fresh) party.db.close();
  const limit = (perTransaction: string): string =>
    `bare SQLite insert of the same text, ${perTransaction} in a transaction`;
  return [
    { id: 'object-imported', what: 'objects imported', unit: '/s', limit: limit('1,000'), ...imported },
    { id: 'object-accepted', what: 'objects accepted from a partner', unit: '/s', limit: limit('500'), ...accepted },
  ];
}

async function hashRow({ plan }: Bench, texts: readonly string[]): Promise<BenchRow> {
  const seed = new Uint8Array(32);
  const bytes = texts.map((text) => utf8(text));
  const times = scaled(plan, 20);
  const repeated =
    (work: () => unknown): Trial =>
    () =>
    () => {
      for (let n = 0; n < times; n++) work();
      return times * bytes.length;
    };
  const hashed = await race(
    plan,
    repeated(() => batchRoot(bytes.map((text, index) => itemEntry(saltOf(seed, index), text)))),
    repeated(() => bytes.map((text) => hash('sha256', text, 'buffer'))),
  );
  return {
    id: 'object-hashed',
    what: 'objects salted and hashed to a root',
    unit: '/s',
    limit: 'bare SHA-256 of the same text',
    ...hashed,
  };
}

/** Every page of a collection that holds all that was imported. */
async function pageRow({ plan }: Bench, { a, bare }: Stores): Promise<BenchRow> {
  const collection = new HeldCollection(a, {
    purpose: 'defence',
    alias: 'records',
    title: 'Bench',
    description: 'Everything',
  });
  const held = a.items.lastSeq() + 1;
  const rest = { ids: undefined, types: undefined, versions: ['last'], specVersions: undefined };
  const paged = await race(
    plan,
    () => () => {
      let [after, seen] = [-1, 0];
      for (let more = true; more; ) {
        const page = collection.page({ ...rest, after, limit: perPage });
        seen += page.entries.length;
        after = page.entries.at(-1)?.added ?? after;
        more = page.more;
      }
      return seen;
    },
    () => () => {
      let seen = 0;
      while (seen < held) seen += bare.page(seen, perPage).length;
      return seen;
    },
  );
  return {
    id: 'taxii-page',
    what: 'objects read in TAXII pages of 1,000',
    unit: '/s',
    limit: 'bare SQLite read of the same text',
    ...paged,
  };
}

/** Bulk: what happens to objects that come by the hundred thousand. */
export async function objectRows(bench: Bench): Promise<BenchRow[]> {
  const [a, b] = partnersIn(bench.place());
  const stores: Stores = { a, b, bare: new BareStore(bench.place()), count: scaled(bench.plan, 5_000) };
  const kept = await storeRows(bench, stores);
  const hashed = await hashRow(bench, textsOf(a, a.items.lastSeq() - Math.min(stores.count, 1_000)));
  const paged = await pageRow(bench, stores);
  for (const one of [a, b]) one.db.close();
  stores.bare.close();
  return [...kept, hashed, paged];
}
