import { readFileSync } from 'node:fs';
import { Fault } from '#protocol/bytes/fault.ts';
import { storeFault } from '#server/store/store-fault.ts';
import { type Command, chosen, listOf, type Terminal, UsageError } from './command.ts';
import { screenText } from './screen-text.ts';

/** Every command, loaded when it is asked for. */
const loaders: Readonly<Record<string, () => Promise<Command>>> = {
  init: async () => (await import('./init-command.ts')).init,
  serve: async () => (await import('./serve-command.ts')).serve,
  account: async () => (await import('./account-command.ts')).account,
  party: async () => (await import('./party-command.ts')).party,
  organisation: async () => (await import('./organisation-command.ts')).organisation,
  key: async () => (await import('./key-command.ts')).key,
  policy: async () => (await import('./policy-command.ts')).policy,
  import: async () => (await import('./import-command.ts')).importFile,
  source: async () => (await import('./source-command.ts')).source,
  vex: async () => (await import('./vex-command.ts')).vex,
  match: async () => (await import('./match-command.ts')).match,
  ask: async () => (await import('./ask-command.ts')).ask,
  agreement: async () => (await import('./agreement-command.ts')).agreement,
  constituent: async () => (await import('./constituent-command.ts')).constituent,
  notice: async () => (await import('./notice-command.ts')).notice,
  contact: async () => (await import('./contact-command.ts')).contact,
  case: async () => (await import('./case-command.ts')).cases,
  mail: async () => (await import('./mail-command.ts')).mail,
  release: async () => (await import('./release-command.ts')).release,
  erase: async () => (await import('./erase-command.ts')).erase,
  reissue: async () => (await import('./reissue-command.ts')).reissue,
  keep: async () => (await import('./keep-command.ts')).keep,
  compliance: async () => (await import('./compliance-command.ts')).compliance,
  explain: async () => (await import('./explain-command.ts')).explain,
  verify: async () => (await import('./verify-command.ts')).verify,
  check: async () => (await import('./check-command.ts')).check,
  audit: async () => (await import('./audit-command.ts')).audit,
  export: async () => (await import('./export-command.ts')).exportRecords,
  doctor: async () => (await import('./doctor-command.ts')).doctor,
};

/** The names of all commands, in the order of the help. */
export const commandNames: readonly string[] = Object.keys(loaders);

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const value: unknown =
    typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, 'version') : undefined;
  return typeof value === 'string' ? value : 'unknown';
}

async function help(): Promise<string> {
  const loaded = await Promise.all(Object.entries(loaders).map(async ([name, load]) => [name, await load()] as const));
  return `Cooperation between equals in cyberspace: records shared under signed agreements.

Usage: comity COMMAND …

${listOf(Object.fromEntries(loaded))}
Every command has --help with an example. Exit codes: 0 done, 1 refused or failed, 2 wrong arguments.
`;
}

async function dispatch([first, ...rest]: readonly string[], terminal: Terminal): Promise<number> {
  if (first === '--version' || first === '-v') terminal.out(`${version()}\n`);
  else if (first === '--help' || first === '-h' || first === 'help') terminal.out(await help());
  else if (first === undefined) throw new UsageError('a command is missing');
  else return (await chosen(loaders, first, '')()).run(first, rest, terminal);
  return 0;
}

/** One line, whatever the message holds. */
const oneLine = (text: string): string => screenText(text.split('\n', 1).join('')).slice(0, 500);

const isParseError = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

/** Errors of the system say what they are about. Those of parsers quote what they read, which may be a key. */
function unexpected(error: unknown): string {
  if (!(error instanceof Error) || error instanceof SyntaxError) return 'internal-error: A stored file cannot be read.';
  const code = 'code' in error && typeof error.code === 'string' ? error.code.toLowerCase() : 'internal-error';
  return `${code}: ${error.message}`;
}

function told(thrown: unknown): { line: string; code: number } {
  const error = storeFault(thrown) ?? thrown;
  if (error instanceof UsageError) return { line: `comity: ${error.message}; see --help`, code: 2 };
  // Its second sentence explains how to escape a dash.
  if (isParseError(error)) return { line: `comity: ${error.message.split('. ', 1).join('')}; see --help`, code: 2 };
  if (error instanceof Fault) {
    const place = error.path === '' ? '' : ` (${error.path})`;
    return { line: `${error.code}: ${error.message}${place}`, code: 1 };
  }
  return { line: unexpected(error), code: 1 };
}

/** Runs one call of the command. What goes wrong is one line, never a stack trace. Gives the exit code. */
export async function runComity(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal);
  } catch (error) {
    const { line, code } = told(error);
    terminal.err(`${oneLine(line)}\n`);
    return code;
  }
}
