import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { type Run, runs } from './seed-runs.ts';

/** Runs one world after the other, as it is asked to; one that throws ends it. */
if (parentPort !== null)
  for await (const [message] of on(parentPort, 'message')) {
    const { run, ...settings } = message as Run;
    parentPort.postMessage(await runs[run](settings));
  }
