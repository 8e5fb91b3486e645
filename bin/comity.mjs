#!/usr/bin/env node
/**
 * The `comity` command. Plain JavaScript for Node 20: it finds a Node that runs TypeScript and hands over to
 * src/cli/main.ts, which acts when it is loaded and reads process.argv.
 */
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { compiled, endWithParent, handOver } from '../tools/hand-over.mjs';
import { ensureSetUp } from '../tools/setup.mjs';

const main = new URL('../src/cli/main.ts', import.meta.url);
const node = ensureSetUp({ dev: false });
endWithParent();

if (node === process.execPath) {
  module.enableCompileCache(compiled);
  await import(main.href);
} else {
  // A small nursery for new values: a server that takes in bulk then stays some 70 MiB smaller, and is as fast.
  handOver(node, ['--max-semi-space-size=4', fileURLToPath(main), ...process.argv.slice(2)]);
}
