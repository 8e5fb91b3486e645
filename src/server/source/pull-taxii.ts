import { Fault } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Party } from '../party/party.ts';
import { stixSource } from '../party/read-source.ts';
import { microsecondsOf, taxiiTime } from '../taxii/taxii-time.ts';
import type { Channel } from './channel.ts';
import { type ForeignServer, Postponed } from './foreign-server.ts';
import { takeIn } from './intake.ts';
import { findCollection, type ObjectsPage, objectsPage } from './taxii-client.ts';

/** How far a collection was read. Kept with the objects of each page. Spec: SRC-5, SRC-6. */
interface Cursor {
  /** The address of the collection's objects, once found. */
  readonly at?: string;
  /** Everything added before this came in, TAXII time; what was added at it is asked for again. */
  readonly after?: string;
  /** The pass that is under way: pages that belong together. */
  readonly pass?: Pass;
  /** The last page that came, so that the same one again is no news. */
  readonly page?: string;
}

interface Pass {
  readonly next?: string;
  /** The latest time of a page of it. */
  readonly last?: string;
  readonly pages: number;
  /** Pages without an object, in a row. */
  readonly empty: number;
  /** A page that came before, and as how manieth: one that comes again means a circle. */
  readonly mark: string;
  readonly markAt: number;
  readonly limit: number;
}

const [usualLimit, highestLimit] = [1_000, 10_000];
const [mostPages, mostEmpty] = [50_000, 10];
const freshPass: Pass = { pages: 0, empty: 0, mark: '', markAt: 0, limit: usualLimit };

const stuck = (): Fault =>
  new Fault(
    'source-stuck',
    'The server says that more follows, and gives no way to ask for it without losing objects.',
  );
const circling = (): Fault =>
  new Fault('source-endless', 'The server says that more follows, and gives the same again.');

/** One microsecond before: what shares the last time of a page is asked for again, and is known. Spec: SRC-6. */
function justBefore(time: string | undefined): string | undefined {
  const at = time === undefined ? undefined : microsecondsOf(time);
  return at === undefined ? undefined : taxiiTime(at - 1);
}

const isLater = (a: string | undefined, b: string | undefined): boolean =>
  (microsecondsOf(a ?? '') ?? -1) > (microsecondsOf(b ?? '') ?? -1);
const later = (a: string | undefined, b: string | undefined): string | undefined => (isLater(a, b) ? a : b);

const digestOf = ({ objects }: ObjectsPage): string => sha256Hex(utf8(JSON.stringify(objects))).slice(0, 32);

/** Counts a page of a pass, and stops one that goes in a circle (Brent) or nowhere. Spec: SRC-7. */
function counted(pass: Pass, page: ObjectsPage, digest: string): Pass {
  const pages = pass.pages + 1;
  const empty = page.objects.length === 0 ? pass.empty + 1 : 0;
  if ((empty === 0 && digest === pass.mark) || empty > mostEmpty || pages > mostPages) throw circling();
  const isMark = empty === 0 && pages >= pass.markAt * 2;
  return { ...pass, pages, empty, ...(isMark ? { mark: digest, markAt: pages } : {}) };
}

/** Where to go on after a page; without `pass` the pull is done. */
function afterPage(cursor: Cursor, page: ObjectsPage): Cursor {
  const digest = digestOf(page);
  const { next: _, ...before } = cursor.pass ?? freshPass;
  const last = later(page.last, before.last);
  const at = cursor.at === undefined ? {} : { at: cursor.at };
  const reached = later(last, cursor.after);
  const done: Cursor = { ...at, ...(reached === undefined ? {} : { after: reached }), page: digest };
  if (!page.more) return done;
  if (page.next !== undefined) {
    const pass = { ...counted(before, page, digest), next: page.next, ...(last === undefined ? {} : { last }) };
    return { ...at, ...(cursor.after === undefined ? {} : { after: cursor.after }), pass, page: digest };
  }
  if (isLater(page.last, cursor.after)) {
    // The page may come again as the beginning of the next, which is no circle.
    const { pages, empty, mark, markAt } = counted({ ...before, mark: '' }, page, digest);
    return { ...done, pass: { pages, empty, mark, markAt, limit: usualLimit } };
  }
  // More objects share one time than a page holds: only a larger page leads on.
  if (before.limit >= highestLimit) throw stuck();
  return { ...done, pass: { ...before, pages: before.pages + 1, limit: highestLimit } };
}

/** A next that the other server has forgotten: by time the pass goes on from its last page. Spec: SRC-6. */
function withoutNext(cursor: Cursor): Cursor {
  const { pass: { next: _, last, ...pass } = freshPass, ...rest } = cursor;
  const after = later(last, cursor.after);
  return { ...rest, ...(after === undefined ? {} : { after }), pass };
}

const isForgotten = (error: unknown, cursor: Cursor): boolean =>
  cursor.pass?.next !== undefined && error instanceof Postponed && error.code === 'source-status';

async function found(party: Party, channel: Channel, server: ForeignServer, cursor: Cursor): Promise<Cursor> {
  if (cursor.at !== undefined) return cursor;
  const { objects, canRead } = await findCollection(server, channel.url, channel.collection ?? '');
  if (!canRead) throw new Fault('taxii-collection', 'The server does not let us read this collection.');
  const known = { ...cursor, at: objects };
  takeIn(party, channel, undefined, JSON.stringify(known));
  return known;
}

const ask = (server: ForeignServer, { at = '', after, pass }: Cursor): Promise<ObjectsPage> =>
  objectsPage(server, at, { limit: pass?.limit ?? usualLimit, after: justBefore(after), next: pass?.next });

/** Where a page leads; from one that leads nowhere the pull begins anew, with what it reached. */
function wayOn(cursor: Cursor, page: ObjectsPage): { following: Cursor; fault?: Fault } {
  try {
    return { following: afterPage(cursor, page) };
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    const { pass: _, ...following } = withoutNext(cursor);
    return { following, fault };
  }
}

/** Keeps a page unless it is the one that came last, and how far it leads. A circle is kept, and then told. */
function keepPage(party: Party, channel: Channel, cursor: Cursor, page: ObjectsPage): Cursor {
  const isNews = page.objects.length > 0 && digestOf(page) !== cursor.page;
  const reading = isNews ? stixSource(JSON.stringify({ objects: page.objects })) : undefined;
  const { following, fault } = wayOn(cursor, page);
  takeIn(party, channel, reading, JSON.stringify(following));
  if (fault !== undefined) throw fault;
  return following;
}

/** Reads on in a collection, at most so many pages. True when more waits. Spec: SRC-5, SRC-6, SRC-7. */
export async function pullTaxii(
  party: Party,
  channel: Channel,
  server: ForeignServer,
  pages: number,
): Promise<boolean> {
  let cursor = await found(party, channel, server, JSON.parse(channel.cursor));
  for (let done = 0; done < pages; done++) {
    let page: ObjectsPage;
    try {
      page = await ask(server, cursor);
    } catch (error) {
      if (isForgotten(error, cursor)) {
        cursor = withoutNext(cursor);
        continue;
      }
      // The collection may have moved: it is looked for again the next time.
      if (error instanceof Postponed && error.code === 'source-status') {
        const { at: _, ...rest } = cursor;
        takeIn(party, channel, undefined, JSON.stringify(rest));
      }
      throw error;
    }
    cursor = keepPage(party, channel, cursor, page);
    if (cursor.pass === undefined) return false;
  }
  return true;
}
