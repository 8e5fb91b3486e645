/**
 * `node tools/run.mjs WORDS`: sets up, then runs WORDS with a Node that is new enough. Every npm script begins so.
 * It is no `pre…` hook, because npm skips those where scripts of packages are switched off, as in our .npmrc.
 */
import { handOver } from './hand-over.mjs';
import { ensureSetUp } from './setup.mjs';

handOver(ensureSetUp({ dev: true }), process.argv.slice(2));
