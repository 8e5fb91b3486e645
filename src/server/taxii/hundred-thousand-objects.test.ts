import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { itemHeadLine, itemTextUnder } from '#protocol/record/item.ts';
import { describeStix } from '../party/content.ts';
import type { Party } from '../party/party.ts';
import { type Client, json, object, root, servedTaxii } from './taxii.fixture.ts';

const held = 100_000;
/** All of them with every limit takes minutes: the build does that in a step of its own. */
const isWhole = process.env['COMITY_WHOLE_WALK'] === '1';

/** Puts objects straight into the store: how they come in is tested elsewhere. */
function fill(party: Party): void {
  const label = { tlp: 'clear' } as const;
  const facts: ReleaseFacts = { kind: 'identity', label, author: party.id, holding: 'own', approved: false };
  const headLine = itemHeadLine({ author: party.id, label, media: 'stix' });
  const about = describeStix({ type: 'identity', ...object(1) } as never);
  const items = Array.from({ length: held }, (_, index) => {
    const made = object(index + 1);
    return {
      text: itemTextUnder(headLine, JSON.stringify(made)),
      facts,
      about: { ...about, object: String(made['id']) },
    };
  });
  party.transaction(() => party.items.add(items, party.powers.now()));
}

interface Walk {
  readonly limit: number;
  readonly by: 'next' | 'added_after';
  /** How many of the newest objects are walked through. */
  readonly newest: number;
}

describe('100,000 objects while another client writes', () => {
  let [reader, writer, party] = [] as unknown as [Client, Client, Party];
  let written = 0;

  before(async () => {
    const served = await servedTaxii();
    party = served.party;
    fill(party);
    [reader, writer] = [await served.client('reader', 'viewer'), await served.client('writer', 'analyst')];
  });

  async function write(): Promise<string> {
    const fresh = object(1_000_000 + ++written);
    assert.equal((await writer.post('own', [fresh])).status, 202);
    return String(fresh['id']);
  }

  /** The date after which the newest objects were added, as a client would remember it. */
  function startOf(newest: number): string {
    const row = party.db.get<{ added: number }>('SELECT added FROM item ORDER BY added DESC LIMIT 1 OFFSET ?', newest);
    return row === undefined
      ? ''
      : `&added_after=${new Date(row.added / 1000).toISOString().slice(0, 19)}.${String(row.added % 1_000_000).padStart(6, '0')}Z`;
  }

  async function walk({ limit, by, newest }: Walk): Promise<{ seen: string[]; expected: Set<string> }> {
    const start = startOf(newest);
    const rows = party.db.all<{ object: string }>('SELECT object FROM item ORDER BY added DESC LIMIT ?', newest);
    const expected = new Set(rows.map((row) => row.object));
    const seen: string[] = [];
    let query = start;
    for (let page = 0; ; page++) {
      if (page % 40 === 20) expected.add(await write());
      const answer = await reader.get(`${root}collections/records/objects/?limit=${limit}${query}`);
      const body = await json(answer);
      assert.ok((body.objects?.length ?? 0) <= limit);
      seen.push(...(body.objects ?? []).map(({ id }) => id));
      if (body.more !== true) return { seen, expected };
      const last = answer.headers.get('x-taxii-date-added-last') ?? '';
      query = by === 'next' ? `${start}&next=${body.next}` : `&added_after=${encodeURIComponent(last)}`;
    }
  }

  for (const by of ['next', 'added_after'] as const)
    for (const [limit, newest] of [
      [1000, held],
      [100, held],
      [7, isWhole ? held : 7_000],
      [1, isWhole ? held : 1_000],
    ] as const) {
      const part = newest === held ? 'all of them' : `the newest ${newest}, all of them in a step of its own`;
      it(`3.5 by ${by} with limit ${limit}: each object once, none lost; ${part}`, async () => {
        const { seen, expected } = await walk({ limit, by, newest });
        assert.ok(expected.size > newest);
        assert.equal(seen.length, expected.size);
        assert.deepEqual(new Set(seen), expected);
      });
    }
});
