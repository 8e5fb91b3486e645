import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Terminal } from './command.ts';
import { runComity } from './run-comity.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));

/** What a call of the command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Standard input with nothing in it. */
export const noInput: AsyncIterable<Uint8Array> = Readable.from([]);

/** Calls the command in this process: cheap, for what needs no process of its own. */
export const call = (...args: readonly string[]): Promise<Outcome> => callWith('', ...args);

/** Calls the command with a text on standard input. */
export async function callWith(input: string, ...args: readonly string[]): Promise<Outcome> {
  const out: string[] = [];
  const err: string[] = [];
  const terminal: Terminal = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    input: Readable.from([Buffer.from(input)]),
    isScreen: false,
  };
  const code = await runComity(args, terminal);
  return { code, out: out.join(''), err: err.join('') };
}

/** Calls the command as a shell does. */
export function comity(...args: readonly string[]): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { code: status, out: stdout, err: stderr };
}

/** A server in a process of its own. */
export interface ServedProcess {
  readonly child: ChildProcess;
  /** The ready line. */
  readonly ready: Readonly<Record<string, unknown>>;
  readonly url: string;
  /** All of standard output so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Ends it with a signal; gives its exit code. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Runs `comity serve` on a free port and resolves with its ready line. */
export async function serveProcess(test: { after(end: () => void): void }, directory: string): Promise<ServedProcess> {
  const child = spawn(process.execPath, [main, 'serve', '--data', directory, '--port', '0', '--every', '0.1'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  test.after(() => child.kill('SIGKILL'));
  const out: string[] = [];
  const err: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => void err.push(text));
  child.stdout.setEncoding('utf8').on('data', (text: string) => void out.push(text));
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`It did not start: ${err.join('')}`)));
  await Promise.race([once(child.stdout, 'data'), ended]);
  ended.catch(() => undefined);
  const ready: Record<string, unknown> = JSON.parse(out.join(''));
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    const ended = once(child, 'exit');
    child.kill(signal);
    const [code] = await ended;
    return typeof code === 'number' ? code : null;
  };
  return { child, ready, url: String(ready['url']), out: () => out.join(''), err: () => err.join(''), end };
}

/** The JSON that a call printed; an error that shows everything when there is none. */
export function json(outcome: Outcome): Record<string, unknown> {
  if (outcome.code !== 0) throw new Error(`exit ${outcome.code}: ${outcome.out}${outcome.err}`);
  const value: unknown = JSON.parse(outcome.out);
  if (typeof value !== 'object' || value === null) throw new Error(`No object: ${outcome.out}`);
  return { ...value };
}
