import assert from 'node:assert/strict';
import { it } from 'node:test';
import { globalAndLoopback } from '../egress/address-guard.ts';
import { createTransport } from '../egress/transport.ts';
import { importObjects } from '../party/import-objects.ts';
import { listen } from '../process/listener.ts';
import { memoryParty } from '../process/served-party.fixture.ts';
import { object, servedPartner } from '../taxii/taxii.fixture.ts';
import { addChannel, channelNamed } from './channel-book.ts';
import { names, source } from './faulty-taxii.fixture.ts';
import { runChannel } from './run-channel.ts';

// Spec: SRC-5, SRC-6
it('A party pulls over loopback what another releases to it, each object once, while the other goes on writing', async (test) => {
  const { app, party, partner, firm, clock } = await servedPartner();
  const listener = await listen(app.fetch, { host: '127.0.0.1', port: 0 });
  const { send, close } = createTransport({ rule: globalAndLoopback });
  test.after(async () => {
    close();
    await listener.close(0);
  });
  const reader = memoryParty('Bereth', partner.powers);
  const url = `http://127.0.0.1:${listener.port}/taxii2/`;
  addChannel(reader, { ...source, url, collection: 'released' }, { secret: firm.token });
  const write = (from: number, count: number) =>
    importObjects(party, JSON.stringify(Array.from({ length: count }, (_, n) => object(from + n))));
  write(1, 2500);
  let written = 2500;
  const transport: typeof send = async (request) => {
    if (written < 2530) write(written++ + 1, 1);
    return send(request);
  };
  let rounds = 0;
  for (; names(reader).length < 2530 && rounds < 60; rounds++) {
    assert.equal(await runChannel(reader, 'feed', transport), undefined);
    clock.seconds += 3600;
  }
  assert.equal(names(reader).length, 2530);
  assert.equal(new Set(names(reader)).size, 2530);
  assert.equal(channelNamed(reader, 'feed').fault, undefined);
});
