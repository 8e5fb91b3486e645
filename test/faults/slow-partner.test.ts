import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import type { IncomingAnswer, OutgoingRequest, Transport } from '#server/egress/transport.ts';
import { PartyServer } from '#server/party-server.ts';
import { memoryFiles } from '#server/store/log-files.ts';
import { conclude, give, indicator, introduce, Stage, titles } from '../world/stage.fixture.ts';

it('LNK-8: one silent partner does not keep the others from being met, and is left alone for a while', async () => {
  const stage = new Stage();
  const [a, b, c, silent] = ['Aldoria', 'Bereth', 'Calder', 'Doron'].map((name) => stage.found(name));
  assert.ok(a && b && c && silent);
  introduce(a, b, c, silent);
  conclude([a, b, c, silent], stage.terms([a, b, c, silent], [{}]));
  for (const one of [b, c, silent]) give(one, indicator(`of ${one.name}`, 'green'));
  await stage.settle(b, c);

  const asked: string[] = [];
  const silence = Promise.withResolvers<IncomingAnswer>();
  const others = [b, c];
  const transport: Transport = async ({ url, method, headers = {}, body }: OutgoingRequest) => {
    const to = others.find(({ party }) => url.startsWith(party.url));
    asked.push(to?.name ?? 'silent');
    if (to === undefined) return silence.promise;
    const init = { method, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) };
    const answer = await to.server.app.request(url, init);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    return { status: answer.status, headers: new Map(answer.headers), body: bytes, from: 0, end: bytes.length };
  };
  const server = new PartyServer(a.party, { transport, files: memoryFiles(a.files) });
  const round = server.round();
  for (let turn = 0; turn < 10_000 && titles(a).length < 2; turn++) await new Promise(setImmediate);
  assert.deepEqual(titles(a), ['of Bereth', 'of Calder'], 'while the silent one has not answered');
  assert.equal(asked.filter((name) => name === 'silent').length, 1);

  silence.reject(new Fault('egress-timeout', 'The deadline of the transport.'));
  await round;
  const { failures } =
    a.party.db.get<{ failures: number }>('SELECT failures FROM link WHERE party = ?', silent.party.id) ?? {};
  assert.equal(failures, 1);
  await server.round();
  assert.equal(asked.filter((name) => name === 'silent').length, 1, 'it is not due yet');
  stage.now += 3;
  await server.round();
  assert.equal(asked.filter((name) => name === 'silent').length, 2);
});
