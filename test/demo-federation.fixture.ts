import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { processPowers } from '#server/process/process-powers.ts';
import { type RunningParty, serveParty } from '#server/process/serve-party.ts';
import { demoLog } from '#world/demo/demo-log.ts';
import { type DemoParty, demoParties } from '#world/demo/demo-parties.ts';
import { demoSignIns, foundDemo, partyDirectory } from '#world/demo/found-demo.ts';

/** The demonstration on free ports, for tests that need a whole running federation. */
export interface RunningDemo {
  readonly parties: Readonly<Record<string, RunningParty>>;
  readonly signIns: ReturnType<typeof demoSignIns>;
  stop(): Promise<void>;
}

/** A port that nobody listens on now. */
const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

/** Founds and serves the five parties in a temporary directory. */
export async function startDemo(): Promise<RunningDemo> {
  const directory = mkdtempSync(join(tmpdir(), 'comity-demo-'));
  const parties: DemoParty[] = [];
  for (const party of demoParties) parties.push({ ...party, port: await freePort() });
  await foundDemo(join(directory, 'demo'), processPowers, { parties });
  const running: Record<string, RunningParty> = {};
  for (const { key, port } of parties)
    running[key] = await serveParty({
      directory: partyDirectory(join(directory, 'demo'), key),
      port,
      log: demoLog,
      pause: 100,
    });
  const signIns = demoSignIns(join(directory, 'demo'));
  const stop = async (): Promise<void> => {
    await Promise.all(Object.values(running).map((party) => party.stop()));
    rmSync(directory, { recursive: true, force: true });
  };
  return { parties: running, signIns, stop };
}
