import { parseArgs } from 'node:util';

/** Where a command reads and writes. Texts bring their own line ends. */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** Standard input, read by commands that take a stream. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Whether errors go to a person's screen, which can show progress. */
  readonly isScreen: boolean;
}

/** Arguments that do not fit: told in one line, exit code 2. */
export class UsageError extends Error {}

/** One option as a command declares it; `value` names what a text option holds. */
export interface OptionShape {
  readonly type: 'string' | 'boolean';
  readonly about: string;
  readonly value?: string;
  readonly multiple?: true;
  readonly required?: true;
}

type Options = Readonly<Record<string, OptionShape>>;
type Single<O extends OptionShape> = O['type'] extends 'boolean' ? boolean : string;
type Value<O extends OptionShape> = O extends { multiple: true }
  ? readonly string[]
  : O extends { required: true }
    ? string
    : Single<O> | undefined;
type Values<O extends Options> = { readonly [Name in keyof O]: Value<O[Name]> };

/** What a command is, before it can be called. */
export interface CommandShape<O extends Options> {
  /** One line for the list of commands, without a full stop. */
  readonly about: string;
  /** Names of the words that follow, in order; one that ends in `?` may be left out. */
  readonly words: readonly string[];
  readonly options: O;
  /** What follows `comity`. */
  readonly example: string;
  /** Lines below the options. */
  readonly notes?: string;
  /** Gives the exit code. */
  readonly run: (
    given: { values: Values<O>; words: readonly string[] },
    terminal: Terminal,
  ) => number | Promise<number>;
}

/** A command, or a group of them, that takes its own arguments. */
export interface Command {
  readonly about: string;
  help(name: string): string;
  run(name: string, args: readonly string[], terminal: Terminal): Promise<number>;
}

/** Options that most commands share. */
export const shared = {
  data: { type: 'string', about: 'Directory of the party', value: 'DIR', required: true },
  json: { type: 'boolean', about: 'Print JSON on one line' },
} as const;

const optionText = (name: string, { value }: OptionShape): string =>
  `--${name}${value === undefined ? '' : ` ${value}`}`;

function usageOf<O extends Options>(name: string, { words, options }: CommandShape<O>): string {
  const named = Object.entries(options).map(([option, shape]) =>
    shape.required === true
      ? optionText(option, shape)
      : `[${optionText(option, shape)}]${shape.multiple === true ? '…' : ''}`,
  );
  const positional = words.map((word) => (word.endsWith('?') ? `[${word.slice(0, -1)}]` : word));
  return ['comity', name, ...positional, ...named].join(' ');
}

function helpOf<O extends Options>(name: string, shape: CommandShape<O>): string {
  const width = Math.max(6, ...Object.entries(shape.options).map(([option, one]) => optionText(option, one).length));
  const line = (left: string, right: string): string => `  ${left.padEnd(width)}  ${right}\n`;
  const options = Object.entries(shape.options).map(([option, one]) => line(optionText(option, one), one.about));
  const notes = shape.notes === undefined ? '' : `\n${shape.notes}\n`;
  return `${shape.about}.\n\nUsage: ${usageOf(name, shape)}\n\nOptions:\n${options.join('')}${line('--help', 'Print this')}${notes}\nExample:\n  comity ${shape.example}\n`;
}

type Given = Record<string, string | boolean | readonly (string | boolean)[] | undefined>;

/** What stands behind `--` is a word, whatever it looks like. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return args.slice(0, end < 0 ? args.length : end).some((arg) => arg === '--help' || arg === '-h');
}

function checkWords(name: string, expected: readonly string[], words: readonly string[]): void {
  const least = expected.filter((word) => !word.endsWith('?')).length;
  if (words.length < least) throw new UsageError(`${name}: ${expected[words.length]} is missing`);
  const extra = words[expected.length];
  if (extra !== undefined) throw new UsageError(`${name}: nothing is expected at "${extra}"`);
}

function parse(name: string, shape: Pick<CommandShape<Options>, 'options' | 'words'>, args: readonly string[]) {
  const named = Object.entries(shape.options);
  const options = Object.fromEntries(named.map(([option, { type, multiple = false }]) => [option, { type, multiple }]));
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  const given: Given = Object.fromEntries(
    named.map(([option, { multiple }]) => [option, values[option] ?? (multiple === true ? [] : undefined)]),
  );
  const missing = named.find(([option, { required }]) => required === true && given[option] === undefined);
  if (missing !== undefined) throw new UsageError(`${name}: ${optionText(...missing)} is missing`);
  checkWords(name, shape.words, positionals);
  return { given, words: positionals };
}

/** Makes a command of its shape. */
export function command<const O extends Options>(shape: CommandShape<O>): Command {
  const help = (name: string): string => helpOf(name, shape);
  return {
    about: shape.about,
    help,
    async run(name, args, terminal) {
      if (asksForHelp(args)) {
        terminal.out(help(name));
        return 0;
      }
      const { given, words } = parse(name, shape, args);
      return await shape.run({ values: given as Values<O>, words }, terminal);
    },
  };
}

/** The names of commands beside what they are for. */
export function listOf(commands: Readonly<Record<string, Pick<Command, 'about'>>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(width)}  ${about}\n`);
  return lines.join('');
}

/** The member that a word names; `asked` begins the sentence of the UsageError when there is none. */
export function chosen<T>(members: Readonly<Record<string, T>>, word: string | undefined, asked: string): T {
  const names = Object.keys(members).join(', ');
  if (word === undefined) throw new UsageError(`${asked}one of ${names} is missing`);
  const member = Object.hasOwn(members, word) ? members[word] : undefined;
  if (member === undefined) throw new UsageError(`${asked}"${word}" is none of ${names}`);
  return member;
}

/** A command that only chooses among others, such as `account add`. `example`: one whole call of a member. */
export function group(about: string, members: Readonly<Record<string, Command>>, example: string): Command {
  const help = (name: string): string =>
    `${about}.\n\nUsage: comity ${name} ${Object.keys(members).join('|')} …\n\n${listOf(members)}\nExample:\n  comity ${example}\n`;
  return {
    about,
    help,
    async run(name, [first, ...rest], terminal) {
      if (first === '--help' || first === '-h') {
        terminal.out(help(name));
        return 0;
      }
      return chosen(members, first, `${name}: `).run(`${name} ${first}`, rest, terminal);
    },
  };
}
