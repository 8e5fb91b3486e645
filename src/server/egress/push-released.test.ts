import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '#protocol/bytes/text.ts';
import { withdrawFromAgreement } from '../party/agreement-book.ts';
import { importObjects } from '../party/import-objects.ts';
import { memoryParty } from '../process/served-party.fixture.ts';
import { addChannel, channelNamed, daysOf, pauseChannel } from '../source/channel-book.ts';
import { answer, names } from '../source/faulty-taxii.fixture.ts';
import { runChannel, runDueChannels } from '../source/run-channel.ts';
import { agree, clear, green, object, red, servedTaxii } from '../taxii/taxii.fixture.ts';
import type { IncomingAnswer, OutgoingRequest, Transport } from './transport.ts';

type App = Awaited<ReturnType<typeof servedTaxii>>['app'];

/** A transport to a server in this process; every request that would have left is kept. */
function transportTo(app: App, before: (request: OutgoingRequest) => IncomingAnswer | undefined = () => undefined) {
  const asked: OutgoingRequest[] = [];
  const transport: Transport = async (request) => {
    asked.push(request);
    const other = before(request);
    if (other !== undefined) return other;
    const { method, url, headers = {}, body } = request;
    const response = await app.request(url, {
      method,
      headers: { ...headers },
      ...(body === undefined ? {} : { body: body.slice() }),
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    return { status: response.status, headers: new Map(response.headers), body: bytes, from: 0, end: bytes.length };
  };
  return { transport, asked };
}

/** Aldoria, and Bereth's TAXII server at which Aldoria may submit. */
async function withDestination() {
  const served = await servedTaxii('Bereth');
  const aldoria = memoryParty('Aldoria', served.party.powers);
  const agreement = agree(aldoria, served.party);
  const { token } = await served.client('aldoria', 'analyst', aldoria.id);
  const terms = {
    name: 'to-bereth',
    direction: 'out',
    kind: 'taxii',
    url: 'https://bereth.example/taxii2/',
    collection: 'submitted',
  } as const;
  addChannel(
    aldoria,
    { ...terms, party: served.party.id, level: 'amber+strict', onward: false, every: 600 },
    { secret: token },
  );
  return { aldoria, bereth: served.party, app: served.app, agreement };
}

const left = (asked: readonly OutgoingRequest[]): string =>
  asked.map(({ body }) => new TextDecoder().decode(body)).join('');
const id = (n: number): string => String(object(n)['id']);

// Spec: SRC-11, P2
describe('Bringing to a destination', () => {
  it('brings what the release decision opens to its party, and no byte of anything else', async () => {
    const { aldoria, bereth, app } = await withDestination();
    const secret = { ...object(2, 1, red), name: 'not for anybody' };
    const pointing = { ...object(4, 1, clear), created_by_ref: id(2) };
    importObjects(aldoria, JSON.stringify([object(1, 1, clear), secret, object(3, 1, green), pointing]));
    const { transport, asked } = transportTo(app);
    assert.equal(await runChannel(aldoria, 'to-bereth', transport), undefined);
    assert.deepEqual(names(bereth), [id(1), id(3)]);
    assert.equal(
      left(asked).includes('not for anybody') || left(asked).includes(id(2)) || left(asked).includes(id(4)),
      false,
    );
  });

  it('is a release, signed and logged before the first byte leaves, without a countersignature', async () => {
    const { aldoria, bereth, app } = await withDestination();
    importObjects(aldoria, JSON.stringify([object(1)]));
    const releases = (): number =>
      aldoria.db.count("SELECT count(*) FROM batch WHERE direction = 'left' AND party = ?", bereth.id);
    let atSending = -1;
    const { transport } = transportTo(app, ({ method }) => {
      if (method === 'POST') atSending = aldoria.log.pendingCount() === 0 ? releases() : -2;
      return undefined;
    });
    await runChannel(aldoria, 'to-bereth', transport);
    assert.equal(atSending, 1);
    assert.equal(aldoria.db.count("SELECT count(*) FROM delivery WHERE state = 'acknowledged'"), 0);
  });

  it('sends no request at all without an agreement, after its end, or while paused', async () => {
    const { aldoria, app, agreement } = await withDestination();
    const { transport, asked } = transportTo(app);
    importObjects(aldoria, JSON.stringify([object(1, 1, red)]));
    await runChannel(aldoria, 'to-bereth', transport);
    importObjects(aldoria, JSON.stringify([object(2)]));
    pauseChannel(aldoria, 'to-bereth');
    await runDueChannels(aldoria, transport);
    withdrawFromAgreement(aldoria, agreement);
    await runChannel(aldoria, 'to-bereth', transport);
    assert.equal(asked.length, 0);
  });

  it('does not send what was withdrawn while the other server was looked at', async () => {
    const { aldoria, app, agreement } = await withDestination();
    importObjects(aldoria, JSON.stringify([object(1)]));
    const { transport, asked } = transportTo(app, ({ url }) => {
      if (url.endsWith('/collections/')) withdrawFromAgreement(aldoria, agreement);
      return undefined;
    });
    await runChannel(aldoria, 'to-bereth', transport);
    assert.equal(
      asked.some(({ method }) => method === 'POST'),
      false,
    );
  });

  it('brings each object once, also over a cut answer, and counts what was refused there', async () => {
    const { aldoria, bereth, app } = await withDestination();
    importObjects(aldoria, JSON.stringify([object(1), object(2)]));
    const cut = transportTo(app, ({ method }) => (method === 'POST' ? answer(502, '') : undefined));
    assert.equal((await runChannel(aldoria, 'to-bereth', cut.transport))?.code, 'source-status');
    await runChannel(aldoria, 'to-bereth', transportTo(app).transport);
    importObjects(aldoria, JSON.stringify([object(3)]));
    const refusing = transportTo(app, ({ method }) =>
      method === 'POST'
        ? answer(202, {
            id: 'x',
            status: 'complete',
            total_count: 1,
            success_count: 0,
            failure_count: 1,
            pending_count: 0,
          })
        : undefined,
    );
    await runChannel(aldoria, 'to-bereth', refusing.transport);
    assert.deepEqual(names(bereth), [id(1), id(2)]);
    const [day] = daysOf(aldoria, 'to-bereth', 0);
    assert.deepEqual([day?.accepted, day?.refused], [2, 1]);
  });

  it('sends smaller pages to a server that takes less at once', async () => {
    const { aldoria, bereth, app } = await withDestination();
    importObjects(aldoria, JSON.stringify(Array.from({ length: 5 }, (_, n) => object(n + 1))));
    const small = ({ method, body = utf8('') }: OutgoingRequest) =>
      method === 'POST' && body.length > 900 ? answer(413, {}) : undefined;
    await runChannel(aldoria, 'to-bereth', transportTo(app, small).transport);
    assert.equal(names(bereth).length, 5);
    assert.equal(channelNamed(aldoria, 'to-bereth').fault, undefined);
  });
});
