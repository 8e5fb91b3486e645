import { utf8 } from '#protocol/bytes/text.ts';
import { releaseAfter } from '#server/egress/release-sender.ts';
import { acceptRelease } from '#server/ingress/accept-release.ts';
import { importObjects } from '#server/party/import-objects.ts';
import type { Party } from '#server/party/party.ts';
import { acknowledge } from '#server/party/release-book.ts';
import type { Collection } from '#server/taxii/collection.ts';
import { submit } from '#server/taxii/submission.ts';
import { BareStore } from './bare-store.ts';
import { perEnvelope, reopened } from './bulk-growth.ts';
import { inventedFeed } from './invented-feed.ts';
import { concludeWithMany } from './many-partners.ts';
import { releasedTo } from './released-collection-of.ts';

type Pair = readonly [ours: number, raw: number];

/** What was measured with so many objects held. Rates in objects per second, times in milliseconds. */
export interface BulkMeasures {
  readonly imported: readonly Pair[];
  readonly accepted: readonly Pair[];
  readonly pagesOf1000: readonly Pair[];
  readonly pagesOf100: readonly Pair[];
  /** First pages of 100, each beside a raw read of as many rows. */
  readonly firstPage: readonly Pair[];
  readonly nothingNew: readonly Pair[];
}

const timed = (work: () => void): number => {
  const start = performance.now();
  work();
  return performance.now() - start;
};

const newest = (party: Party, count: number): string[] =>
  party.db.all<{ text: string }>('SELECT text FROM item ORDER BY seq DESC LIMIT ?', count).map(({ text }) => text);

/** Envelopes imported at `a`, then brought to `b`; beside each the bare insert of the same texts. */
function writes(stores: { a: Party; b: Party; bare: BareStore }, start: number, runs: number) {
  const { a, b, bare } = stores;
  const [imported, accepted]: [Pair[], Pair[]] = [[], []];
  const rate = (ms: number): number => (perEnvelope / ms) * 1000;
  for (let run = 0; run < runs; run++) {
    const source = JSON.stringify({ objects: inventedFeed(start + run * perEnvelope, perEnvelope) });
    const body = utf8(source);
    const importing = timed(() => submit(a, { account: 'bench', party: undefined }, body));
    const texts = newest(a, perEnvelope);
    imported.push([rate(importing), rate(timed(() => bare.insert(texts, perEnvelope)))]);
    const after = b.db.count("SELECT coalesce(max(number), 0) FROM batch WHERE direction = 'reached'");
    const next = releaseAfter(a, b.id, after);
    if (next === undefined) throw new Error('A release was expected.');
    let receipt: ReturnType<typeof acceptRelease> | undefined;
    const accepting = timed(() => {
      receipt = acceptRelease(b, a.id, next.bytes);
    });
    if (receipt?.fresh !== perEnvelope) throw new Error('Every object was expected to be new.');
    acknowledge(a, b.id, receipt.receipt);
    accepted.push([rate(accepting), rate(timed(() => bare.insert(texts, perEnvelope)))]);
  }
  return { imported, accepted };
}

const anything = { ids: undefined, types: undefined, versions: ['last'], specVersions: undefined };

/** Reads so many pages of a size from a place on, as a TAXII client does; gives objects read. */
function readPages(collection: Collection, from: number, { pages, limit }: { pages: number; limit: number }): number {
  let [after, seen] = [from, 0];
  for (let n = 0; n < pages; n++) {
    const page = collection.page({ ...anything, after, limit });
    seen += page.entries.length;
    after = page.entries.at(-1)?.added ?? after;
    if (!page.more) break;
  }
  return seen;
}

function reads(a: Party, partner: string, bare: BareStore, runs: number) {
  const collection = releasedTo(a, partner);
  const rates = (limit: number, pages: number): Pair[] =>
    Array.from({ length: runs }, () => {
      let seen = 0;
      const ours = timed(() => {
        seen = readPages(collection, -1, { pages, limit });
      });
      const raw = timed(() => {
        for (let n = 0; n < pages; n++) bare.page((n * limit) % 1_000, limit);
      });
      return [(seen / ours) * 1000, ((pages * limit) / raw) * 1000];
    });
  const last = a.db.count("SELECT max(at + count) FROM batch WHERE direction = 'left'");
  const times = (after: number, count: number): Pair[] =>
    Array.from({ length: count }, () => [
      timed(() => collection.page({ ...anything, after, limit: 100 })),
      timed(() => bare.page(0, 100)),
    ]);
  rates(100, 10);
  return {
    pagesOf1000: rates(1_000, 10),
    pagesOf100: rates(100, 100),
    firstPage: times(-1, 60 * runs),
    nothingNew: times(last, 20 * runs),
  };
}

/** Measures a grown pair of stores with `held` objects; adds as many thousands as there are runs. */
export function measure(place: string, held: number, runs: number): BulkMeasures {
  const [a, b] = [reopened(place, 'aldoria'), reopened(place, 'bereth')];
  const bare = new BareStore(place);
  const written = writes({ a, b, bare }, held, runs);
  const read = reads(a, b.id, bare, runs);
  for (const store of [a.db, b.db, bare]) store.close();
  return { ...written, ...read };
}

/** Rates of pages of 1,000 with 200 more partners, each under an agreement of its own; `raw` is the rate without them. */
export function besideMany(place: string, runs: number): Pair[] {
  const [a, b] = [reopened(place, 'aldoria'), reopened(place, 'bereth')];
  const rate = (): number => {
    let seen = 0;
    const ms = timed(() => {
      seen = readPages(releasedTo(a, b.id), -1, { pages: 20, limit: 1_000 });
    });
    return (seen / ms) * 1000;
  };
  rate();
  const alone = Array.from({ length: runs }, rate);
  concludeWithMany(a, 200);
  rate();
  const pairs = alone.map((before): Pair => [rate(), before]);
  for (const { db } of [a, b]) db.close();
  return pairs;
}

/** Resident memory, in MiB, of a process that holds the store of one party, took envelopes in and gave pages out. */
export function memory(place: string, held: number, runs: number): number {
  const a = reopened(place, 'aldoria');
  for (let run = 0; run < runs; run++)
    importObjects(a, JSON.stringify({ objects: inventedFeed(held + run * perEnvelope, perEnvelope) }));
  const partner = a.db.get<{ party: string }>("SELECT party FROM way WHERE direction = 'left'")?.party ?? '';
  readPages(releasedTo(a, partner), -1, { pages: 10 * runs, limit: 1_000 });
  const { rss } = process.memoryUsage();
  a.db.close();
  return rss / 2 ** 20;
}
