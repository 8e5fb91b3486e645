import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { globalAndLoopback } from '../egress/address-guard.ts';
import { createTransport, type Transport, type TransportOptions } from '../egress/transport.ts';
import { object } from '../taxii/taxii.fixture.ts';
import type { ChannelTerms } from './channel.ts';
import { daysOf } from './channel-book.ts';
import { answer, names, now, puller } from './faulty-taxii.fixture.ts';
import { runChannel } from './run-channel.ts';

const file = (terms: Partial<ChannelTerms> = {}) => puller({ kind: 'url', url: 'https://feed.example/file', ...terms });
const bundle = JSON.stringify({
  type: 'bundle',
  id: 'bundle--00000000-0000-4000-8000-000000000001',
  objects: [object(1), object(2)],
});
const counted = (party: ReturnType<typeof puller>['party']) =>
  daysOf(party, 'feed', 0).map(({ accepted, known, refused }) => [accepted, known, refused]);

// Spec: SRC-9
describe('A file at a URL', () => {
  it('is asked for with what its server said of it, and not imported when it is the same', async () => {
    const { party } = file();
    const asked: (string | undefined)[] = [];
    const transport: Transport = async ({ headers }) => {
      asked.push(headers?.['if-none-match'] ?? headers?.['if-modified-since']);
      if (headers?.['if-none-match'] === '"a"') return answer(304, '', {});
      return answer(200, bundle, { etag: '"a"' });
    };
    for (let tries = 0; tries < 2; tries++) assert.equal(await runChannel(party, 'feed', transport), undefined);
    assert.deepEqual(asked, [undefined, '"a"']);
    assert.deepEqual(counted(party), [[2, 0, 0]]);
  });

  it('is not imported when a server without conditions gives the same bytes', async () => {
    const { party } = file();
    for (let tries = 0; tries < 3; tries++) await runChannel(party, 'feed', async () => answer(200, bundle, {}));
    assert.deepEqual(counted(party), [[2, 0, 0]]);
    await runChannel(party, 'feed', async () => answer(200, `${bundle} `, {}));
    assert.deepEqual(counted(party), [[2, 2, 0]]);
  });

  it('may be a list, a table, an event of MISP or the catalogue of exploited vulnerabilities', async () => {
    const vulnerability = {
      cveID: 'CVE-2026-1234',
      vendorProject: 'Example',
      product: 'Gate',
      dateAdded: '2026-01-02',
      dueDate: '2026-02-03',
      knownRansomwareCampaignUse: 'Unknown',
    };
    const formats = [
      ['list', 'evil.example\nworse.example\n', 2],
      ['csv', 'type,value\ndomain,evil.example\n', 1],
      ['kev', JSON.stringify({ catalogVersion: '2026.01.02', vulnerabilities: [vulnerability] }), 1],
    ] as const;
    for (const [format, text, least] of formats) {
      const { party } = file({ format });
      await runChannel(party, 'feed', async () => answer(200, text, {}));
      assert.equal(names(party).length >= least, true, format);
    }
  });

  it('that is no catalogue is one refused object with its rule', async () => {
    const { party } = file({ format: 'kev' });
    for (const text of ['<html>', '{"vulnerabilities":[{"cveID":"x"}]}'])
      await runChannel(party, 'feed', async () => answer(200, text, {}));
    assert.deepEqual(counted(party), [[0, 0, 2]]);
  });
});

/** A server on loopback that answers every request in one way. */
async function badServer(test: TestContext, respond: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_, response) => respond(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/file`;
}

async function faultOver(
  test: TestContext,
  respond: (response: ServerResponse) => void,
  options: TransportOptions = {},
): Promise<string | undefined> {
  const { party } = file({ url: await badServer(test, respond) });
  const transport = createTransport({ rule: globalAndLoopback, ...options });
  test.after(() => transport.close());
  await runChannel(party, 'feed', transport.send);
  assert.deepEqual(names(party), []);
  return now(party).fault;
}

// Spec: SRC-3, SRC-7
describe('A server that misbehaves on the wire', () => {
  it('is left when it redirects', async (test) => {
    const elsewhere = (response: ServerResponse) =>
      void response.writeHead(302, { location: 'https://elsewhere.example/' }).end();
    assert.equal(await faultOver(test, elsewhere), 'egress-redirect');
  });

  it('is left when its body is cut', async (test) => {
    const cut = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"type":"bundle"');
      setImmediate(() => response.destroy());
    };
    assert.equal(await faultOver(test, cut), 'egress-cut');
  });

  it('is left when its body is larger than the bound', async (test) => {
    const huge = (response: ServerResponse) =>
      void response.writeHead(200, { 'content-length': String(65 * 1024 * 1024) }).flushHeaders();
    assert.equal(await faultOver(test, huge), 'egress-too-large');
  });

  it('is left when it does not answer in time', async (test) => {
    const fired = new Set<number>();
    const timer: TransportOptions['timer'] = (milliseconds, action) => {
      // The wait for an answer ends at once; every other limit never does.
      if (milliseconds === 20_000 && fired.size === 0) setImmediate(action);
      return () => undefined;
    };
    assert.equal(await faultOver(test, () => undefined, { timer }), 'egress-timeout');
  });
});
