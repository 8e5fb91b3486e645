import { Console } from 'node:console';
import { askedToEnd } from '#server/process/end-request.ts';
import { type RunningParty, serveParty } from '#server/process/serve-party.ts';
import { errorFields, standardErrorLog } from '#server/process/server-log.ts';
import { command, shared, UsageError } from './command.ts';

function portOf(word: string): number {
  const port = /^\d{1,5}$/.test(word) ? Number(word) : -1;
  if (port < 0 || port > 65_535) throw new UsageError('serve: --port is a number from 0 to 65535');
  return port;
}

/** Seconds as a person types them, in milliseconds. */
function pauseOf(word: string | undefined): { pause?: number } {
  if (word === undefined) return {};
  const seconds = /^\d{1,4}(?:\.\d{1,3})?$/.test(word) ? Number(word) : 0;
  if (seconds < 0.05) throw new UsageError('serve: --every is a number of seconds, 0.05 or more');
  return { pause: seconds * 1000 };
}

/** An error that nobody expected ends the process: the store is safe at every step, a confused process is not. */
function endOnSurprise({ party }: RunningParty): void {
  const end = (error: unknown): void => {
    standardErrorLog(party.id).fatal(errorFields(error), 'ended by an unexpected error');
    process.exit(1);
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
}

/** `comity serve`: runs a party's server until a signal ends it. */
export const serve = command({
  about: 'Run the server of a party until Ctrl-C',
  words: [],
  options: {
    data: shared.data,
    port: { type: 'string', value: 'N', about: 'Port to listen on; 0 takes any free one', required: true },
    host: { type: 'string', value: 'ADDRESS', about: 'Address to listen on; 127.0.0.1 if not given' },
    url: { type: 'string', value: 'URL', about: 'Where others reach this server, e.g. behind a proxy' },
    allow: {
      type: 'string',
      value: 'NETWORK',
      about: 'A private network, like 10.1.0.0/16, that may be connected to',
      multiple: true,
    },
    every: { type: 'string', value: 'SECONDS', about: 'Pause between two rounds with the partners; 2 if not given' },
  },
  example: 'serve --data ./party --port 8470',
  notes: 'Prints one JSON line when it answers. Its log is JSON lines on standard error.',
  async run({ values }, terminal) {
    const { data, port, host, url, allow, every } = values;
    // Standard output holds one line, for the program that started this one; libraries must not add to it.
    globalThis.console = new Console(process.stderr);
    const ended = askedToEnd();
    const running = await serveParty({
      directory: data,
      port: portOf(port),
      allow,
      ...pauseOf(every),
      ...(host === undefined ? {} : { host }),
      ...(url === undefined ? {} : { url }),
    });
    endOnSurprise(running);
    const { party, url: base, local } = running;
    const ready = {
      ready: true,
      party: party.id,
      url: base,
      local,
      taxii: `${base}/taxii2/`,
      health: `${base}/healthz`,
    };
    terminal.out(`${JSON.stringify(ready)}\n`);
    await ended;
    await running.stop();
    return 0;
  },
});
