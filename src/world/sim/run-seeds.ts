import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Ran, Run } from './seed-runs.ts';

/** Runs worlds on every core, each seed once, and tells of each as it ends. A world that throws ends all. */
export async function runSeeds(all: readonly Run[], tell: (ran: Ran) => void): Promise<void> {
  const waiting = all.values();
  const lane = async (): Promise<void> => {
    const worker = new Worker(new URL('./seed-worker.ts', import.meta.url));
    try {
      for (const run of waiting) tell(await ask(worker, run));
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), all.length) }, lane));
}

async function ask(worker: Worker, run: Run): Promise<Ran> {
  worker.postMessage(run);
  try {
    const [ran] = await once(worker, 'message');
    return ran as Ran;
  } catch (error) {
    throw new Error(`seed ${run.seed}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
