import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type TestContext, test } from 'node:test';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { get, listen, serve, transport } from './loopback.fixture.ts';
import { testCertificate } from './test-certificate.ts';
import { createTransport } from './transport.ts';

test('loopback is refused unless it is allowed', async (context) => {
  const url = await serve(context, () => assert.fail('Nothing may arrive.'));
  const { send } = createTransport();
  await assert.rejects(send(get(url)), { code: 'egress-address-refused' });
});

test('a name that points at a refused address reaches nobody', async (context) => {
  const url = await serve(context, () => assert.fail('Nothing may arrive.'));
  const name = url.replace('127.0.0.1', 'cert.example').replace('http:', 'https:');
  const { send } = createTransport({ resolve: async () => ['8.8.8.8', '127.0.0.1'] });
  await assert.rejects(send(get(name)), { code: 'egress-address-refused' });
});

test('a name is resolved once for a connection, so that it cannot change its mind', async (context) => {
  const url = (await serve(context, (_, response) => void response.end('here'))).replace('127.0.0.1', 'cert.example');
  let asked = 0;
  const resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['10.0.0.1']);
  const send = transport(context, { resolve });
  assert.equal(fromUtf8((await send(get(url))).body), 'here');
  assert.equal(asked, 1);
});

test('a name without TLS must be this machine', async (context) => {
  const send = transport(context, { resolve: async () => ['8.8.8.8'] });
  await assert.rejects(send(get('http://cert.example/')), { code: 'egress-address-refused', path: 'scheme' });
});

async function secure(
  context: TestContext,
  names: readonly string[],
  listener: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const pair = testCertificate(names);
  const port = await listen(context, createSecureServer(pair, listener));
  return { url: `https://cert.example:${port}/`, authorities: [pair.cert], resolve: async () => ['127.0.0.1'] };
}

test('with TLS the name of the URL is sent and proved', async (context) => {
  const { url, ...options } = await secure(context, ['cert.example'], (request, response) => {
    const name = 'servername' in request.socket ? request.socket.servername : undefined;
    response.end(String(name));
  });
  assert.equal(fromUtf8((await transport(context, options)(get(url))).body), 'cert.example');
});

test('a certificate of another name, or of nobody known, is refused', async (context) => {
  const fail = () => assert.fail('Nothing may arrive.');
  const other = await secure(context, ['other.example'], fail);
  await assert.rejects(transport(context, other)(get(other.url)), { code: 'egress-tls' });
  const { url, resolve } = await secure(context, ['cert.example'], fail);
  await assert.rejects(transport(context, { resolve })(get(url)), { code: 'egress-tls' });
  const address = url.replace('cert.example', '127.0.0.1');
  await assert.rejects(transport(context, { ...other, resolve })(get(address)), { code: 'egress-tls' });
});
