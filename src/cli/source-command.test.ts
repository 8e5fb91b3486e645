import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { it } from 'node:test';
import { foundIn, freshDirectory } from '#server/process/served-party.fixture.ts';
import { call, json } from './comity.fixture.ts';

// Spec: SRC-2, SRC-3, SRC-10
it('Adds a file as a source, pulls it, tells what became of it and forgets it, and never prints the secret', async (test) => {
  const data = freshDirectory(test);
  foundIn(data, 'Aldoria');
  const asked: (string | undefined)[] = [];
  const server = createServer(({ headers }, response) => {
    asked.push(headers.authorization);
    response.end('evil.example\nworse.example\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  test.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list.txt`;
  const secret = join(data, 'token');
  writeFileSync(secret, 'open-sesame\n');
  const run = (...args: string[]) => call('source', ...args, '--data', data);
  const outcomes = [await run('add', 'names', url, '--format', 'list', '--secret-file', secret, '--json')];
  assert.equal(json(outcomes[0] as never)['onward'], false);
  outcomes.push(await run('pull', 'names', '--json'), await run('list', '--json'), await run('list'));
  assert.equal(json(outcomes[1] as never)['accepted'], 2);
  assert.deepEqual(asked, ['Bearer open-sesame']);
  assert.match(String(outcomes[3]?.out), /^names\tin\tgood\tlast \S+Z\tnext \S+Z\t2 accepted\t0 known\t0 refused\n$/);
  assert.equal(JSON.stringify(outcomes).includes('open-sesame'), false);
  assert.equal(readFileSync(join(data, 'party.sqlite')).includes('open-sesame'), false);
  for (const verb of ['pause', 'resume', 'remove']) assert.equal((await run(verb, 'names')).code, 0);
  assert.equal((await run('list')).out, '');
  assert.match((await run('pull', 'names')).err, /^channel-unknown/);
});

it('Lists feeds on offer, all off, and switches one on without a request', async (test) => {
  const data = freshDirectory(test);
  foundIn(data, 'Aldoria');
  const offers = async (): Promise<{ id: string; on: boolean }[]> =>
    JSON.parse((await call('source', 'offers', '--data', data, '--json')).out);
  assert.ok((await offers()).length > 3);
  assert.deepEqual(
    (await offers()).filter(({ on }) => on),
    [],
  );
  assert.equal((await call('source', 'add', 'cisa-kev', '--data', data)).out, 'cisa-kev is a source, due now.\n');
  assert.deepEqual(
    (await offers()).filter(({ on }) => on).map(({ id }) => id),
    ['cisa-kev'],
  );
});
