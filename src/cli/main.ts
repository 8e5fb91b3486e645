import process from 'node:process';
import { runComity } from './run-comity.ts';
import { screenText } from './screen-text.ts';

// `comity … | head` closes our output early, which is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runComity(process.argv.slice(2), {
  // A file or another program gets every byte as it is.
  out: (text) => void process.stdout.write(process.stdout.isTTY ? screenText(text) : text),
  err: (text) => void process.stderr.write(text),
  input: process.stdin,
  isScreen: process.stderr.isTTY,
});
