import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import { importObjects } from '../party/import-objects.ts';
import { keepPeer, ownIntroduction } from '../party/peer-book.ts';
import { processPowers } from '../process/process-powers.ts';
import { memoryParty } from '../process/served-party.fixture.ts';
import { object } from '../taxii/taxii.fixture.ts';
import {
  addChannel,
  channelNamed,
  channels,
  credentialOf,
  pauseChannel,
  removeChannel,
  resumeChannel,
} from './channel-book.ts';
import { faultyServer, heldAt, host, names, now, pullAll, puller, source } from './faulty-taxii.fixture.ts';
import { runDueChannels } from './run-channel.ts';

const labelsOf = (party: ReturnType<typeof memoryParty>) =>
  party.db.all<{ class: number }>('SELECT DISTINCT class FROM item').map((row) => party.items.factsOf(row.class).label);
const bare = (n: number) => {
  const { object_marking_refs: _, ...rest } = object(n);
  return rest;
};

describe('A credential of a source', () => {
  // Spec: SRC-3
  it('is in no row of the store in clear, and opens with the keys of its party only', () => {
    const { party, channel } = puller();
    const stored = party.db.get<{ credential: Uint8Array }>('SELECT credential FROM channel');
    assert.ok(stored);
    assert.equal(Buffer.from(stored.credential).includes('open-sesame'), false);
    assert.deepEqual(credentialOf(party, channel), { user: 'aldoria', secret: 'open-sesame' });
    party.secrets.link.set(processPowers.random(32));
    assert.throws(() => credentialOf(party, channel), { code: 'credential-unreadable' });
  });

  it('is forgotten with its source, and serves no other', () => {
    const { party } = puller();
    addChannel(party, { ...source, name: 'other' });
    party.db.run(
      "UPDATE channel SET credential = (SELECT credential FROM channel WHERE name = 'feed') WHERE name = 'other'",
    );
    assert.throws(() => credentialOf(party, channelNamed(party, 'other')), { code: 'credential-unreadable' });
    removeChannel(party, 'feed');
    assert.throws(() => channelNamed(party, 'feed'), { code: 'channel-unknown' });
  });

  it('is refused in an address', () => {
    const { party } = puller();
    const add = (url: string) => () => addChannel(party, { ...source, name: 'x', kind: 'url', url });
    for (const query of ['api_key=1', 'format=1&X-Auth=1', 'pwd=1', 'a&AccessToken'])
      assert.throws(add(`https://feed.example/?${query}`), { code: 'channel-terms' });
    assert.throws(add('https://user:word@feed.example/'), { code: 'egress-url-refused' });
    assert.throws(add('http://192.0.2.1/'), { code: 'egress-address-refused' });
  });
});

describe('What comes from a source', () => {
  // Spec: SRC-4
  it('is for us only unless an administrator says that it may go on', async () => {
    const [kept, passed] = [puller(), puller({ onward: true })];
    const held = [
      { added: 1_700_000_000_000_001, object: object(1) },
      { added: 1_700_000_000_000_002, object: bare(2) },
    ];
    for (const { party } of [kept, passed]) await pullAll(party, faultyServer(held).transport);
    const only = { only: [kept.party.id] };
    assert.deepEqual(labelsOf(kept.party), [
      { tlp: 'clear', ...only },
      { tlp: 'green', ...only },
    ]);
    assert.deepEqual(labelsOf(passed.party), [{ tlp: 'clear' }, { tlp: 'green' }]);
  });

  // Spec: SRC-4
  it('may not go on when it comes from the address of a partner', () => {
    const { party } = puller();
    const partner = memoryParty('Bereth');
    keepPeer(party, ownIntroduction(partner), true);
    party.db.run("UPDATE party SET url = 'https://bereth.example' WHERE id = ?", partner.id);
    const terms = { ...source, name: 'bereth', url: 'https://bereth.example/taxii2/' };
    assert.throws(() => addChannel(party, { ...terms, onward: true }), { code: 'source-of-a-partner' });
    assert.equal(addChannel(party, terms).onward, false);
  });

  // Spec: SRC-4
  it('stops going on when its address becomes that of a partner', async () => {
    const { party } = puller({ onward: true });
    const partner = memoryParty('Bereth');
    keepPeer(party, ownIntroduction(partner), true);
    party.db.run('UPDATE party SET url = ? WHERE id = ?', host, partner.id);
    await pullAll(party, faultyServer(heldAt(1)).transport);
    assert.deepEqual(labelsOf(party), [{ tlp: 'clear', only: [party.id] }]);
  });

  it('does not widen what is held already', async () => {
    const { party } = puller({ onward: true });
    importObjects(party, JSON.stringify([bare(1)]), { unmarked: { tlp: 'red' } });
    await pullAll(party, faultyServer([{ added: 1_700_000_000_000_001, object: bare(1) }]).transport);
    assert.deepEqual(labelsOf(party), [{ tlp: 'red' }]);
  });
});

// Spec: SRC-2
describe('A new party', () => {
  it('has no source and no destination, and a round of its job asks for nothing', async () => {
    const party = memoryParty('Aldoria');
    assert.deepEqual(channels(party), []);
    await runDueChannels(party, () => assert.fail('A request left.'));
  });
});

// Spec: SRC-8
describe('A source that fails', () => {
  it('waits for longer and longer, up to a day, and is reached again after the first success', async () => {
    const { party, clock } = puller();
    party.powers.random = (length) => new Uint8Array(length).fill(128);
    const waits: number[] = [];
    const broken = faultyServer([], {
      instead: () => ({ status: 500, headers: new Map(), body: new Uint8Array(), from: 0, end: 0 }),
    });
    for (let tries = 0; tries < 13; tries++) {
      await runDueChannels(party, broken.transport);
      waits.push(now(party).wait);
      clock.seconds += now(party).wait;
    }
    assert.deepEqual(
      waits.slice(0, 4),
      [60, 120, 240, 480].map((plain) => Math.round(plain * (0.75 + (128 / 255) * 0.5))),
    );
    assert.equal(waits.at(-1), 86_400);
    await runDueChannels(party, faultyServer(heldAt(1)).transport);
    assert.deepEqual([now(party).failures, now(party).fault, now(party).wait], [0, undefined, 3600]);
  });

  it('is not asked before it is due, whichever way the clock is set', async () => {
    const { party, clock } = puller();
    const { transport, asked } = faultyServer(heldAt(1));
    await runDueChannels(party, transport);
    const first = asked.length;
    for (const passed of [0, 3599, -3598]) {
      clock.seconds = 1_790_000_000 + passed;
      await runDueChannels(party, transport);
      assert.equal(asked.length, first);
    }
    clock.seconds = 1_790_000_000 - 3600;
    await runDueChannels(party, transport);
    assert.ok(asked.length > first);
  });

  it('waits as long as Retry-After asks', async () => {
    for (const [value, wait] of [
      ['7200', 7200],
      [new Date((1_790_000_000 + 9000) * 1000).toUTCString(), 9000],
      ['99999999', 86_400],
    ] as const) {
      const { party } = puller();
      const instead = () => ({
        status: 429,
        headers: new Map([['retry-after', value]]),
        body: new Uint8Array(),
        from: 0,
        end: 0,
      });
      await runDueChannels(party, faultyServer([], { instead }).transport);
      assert.deepEqual([now(party).fault, now(party).wait], ['source-busy', wait]);
    }
  });

  it('does not keep another from its turn', async () => {
    const { party } = puller();
    addChannel(party, { ...source, name: 'slow', url: 'https://slow.example/' });
    const { transport } = faultyServer(heldAt(1));
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const round = runDueChannels(party, async (request) => {
      if (request.url.startsWith('https://slow.')) await slow;
      return transport(request);
    });
    while (names(party).length === 0) await new Promise(setImmediate);
    release();
    await round;
  });

  it('is no fault of its server when we stop, and a round ends only when every request has', async () => {
    const { party } = puller();
    addChannel(party, { ...source, name: 'slow', url: 'https://slow.example/' });
    const stopping = new Fault('egress-closed', 'This server is stopping.');
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hasEnded = false;
    const round = runDueChannels(party, async ({ url }) => {
      if (url.startsWith('https://slow.')) await slow;
      throw stopping;
    }).finally(() => {
      hasEnded = true;
    });
    await new Promise(setImmediate);
    assert.equal(hasEnded, false);
    release();
    await assert.rejects(round, stopping);
    assert.deepEqual([now(party).failures, now(party).fault], [0, undefined]);
  });

  it('is due at once when it is resumed, and never while it is paused', async () => {
    const { party } = puller();
    const { transport, asked } = faultyServer(heldAt(1));
    pauseChannel(party, 'feed');
    await runDueChannels(party, transport);
    assert.equal(asked.length, 0);
    resumeChannel(party, 'feed');
    await runDueChannels(party, transport);
    assert.deepEqual(names(party).length, 1);
  });
});
