import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import type { Transport } from '#server/egress/transport.ts';
import { importObjects } from '#server/party/import-objects.ts';
import { layout, openDirectory } from '#server/party/open-party.ts';
import { type Peer, partners } from '#server/party/peer-book.ts';
import { PartyServer } from '#server/party-server.ts';
import type { Powers } from '#server/powers.ts';
import { directoryFiles } from '#server/store/log-files.ts';
import { batchOf } from './threat-objects.fixture.ts';

/*
 * Run as a child process: serves two parties with stores on disk, imports and exchanges without
 * end, and dies by SIGKILL at the `killAt`-th moment. Moments are the steps between durable acts,
 * every draw of random bytes (most are inside transactions) and both sides of every file's rename.
 *
 * Arguments: directory of each party, number of this run, first batch, one past the last batch, killAt (0: never).
 */
const [first = '', second = '', ...numbers] = process.argv.slice(2);
const [run = 0, start = 0, end = 0, killAt = 0] = numbers.map(Number);

let moments = 0;
function moment(): void {
  if (++moments === killAt) process.kill(process.pid, 'SIGKILL');
}

const rename = fs.renameSync;
fs.renameSync = (from, to) => {
  moment();
  rename(from, to);
  moment();
};
syncBuiltinESMExports();

let drawn = 0;
function random(length: number): Uint8Array<ArrayBuffer> {
  moment();
  const pieces: Uint8Array[] = [];
  for (let have = 0; have < length; have += 32) pieces.push(sha256(utf8(`${run} ${++drawn}`)));
  return concat(...pieces).slice(0, length);
}

// Every run is a minute later, so no nonce of an earlier life is of use.
const powers: Powers = { now: () => (1_790_000_000 + run * 60) * 1_000_000, random, step: moment };

const say = (line: string): void => void fs.writeSync(1, `${line}\n`);

const servers = new Map<string, PartyServer>();
const transport: Transport = async ({ method, url, headers = {}, body }) => {
  const server = servers.get(new URL(url).origin);
  if (server === undefined) throw new Fault('connection-failed', 'Nobody answers there.');
  const answer = await server.app.request(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return { status: answer.status, headers: new Map(answer.headers), body: bytes, from: 0, end: bytes.length };
};

function serve(directory: string): PartyServer {
  const party = openDirectory(directory, powers);
  const server = new PartyServer(party, { transport, files: directoryFiles(layout(directory).log) });
  servers.set(party.url, server);
  return server;
}

async function meet(server: PartyServer, partner: Peer): Promise<void> {
  const met = await server.meet(partner);
  if (met instanceof Fault) throw met;
}

async function exchange(): Promise<void> {
  for (const server of servers.values()) for (const partner of partners(server.party)) await meet(server, partner);
}

const sides = [serve(first), serve(second)];
for (let n = start; n < end; n++) {
  const side = sides[n % 2];
  const report = side === undefined ? undefined : importObjects(side.party, JSON.stringify(batchOf(n)));
  if (report === undefined || report.refused > 0) throw new Error(`Batch ${n} was refused.`);
  say(`accepted ${n}`);
  await exchange();
  say(`met ${n}`);
}
// A receipt needs one meeting, the proof that it arrived the next.
for (let round = 0; round < 3; round++) await exchange();
say('done');
