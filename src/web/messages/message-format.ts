import { Fault } from '#protocol/bytes/fault.ts';

/** A compiled message: literal text, placeholders and plurals. */
export type Part = string | { readonly name: string } | Plural;
interface Plural {
  readonly name: string;
  readonly branches: ReadonlyMap<string, Message>;
}
export type Message = readonly Part[];

const fault = (text: string): Fault => new Fault('message-syntax', `The message "${text.slice(0, 60)}" is malformed.`);
const nameForm = /^[a-z][A-Za-z]*$/;
const limit = 2000;

/** Index of the brace that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  throw fault(text);
}

function compilePlural(name: string, rest: string): Plural {
  const branches = new Map<string, Message>();
  let at = 0;
  while (at < rest.length) {
    const open = rest.indexOf('{', at);
    if (open < 0) break;
    const end = closing(rest, open);
    branches.set(rest.slice(at, open).trim(), compile(rest.slice(open + 1, end), name));
    at = end + 1;
  }
  if (!branches.has('other') || rest.slice(at).trim() !== '') throw fault(rest);
  return { name, branches };
}

function compileHole(inside: string): Part {
  const comma = inside.indexOf(',');
  const name = (comma < 0 ? inside : inside.slice(0, comma)).trim();
  if (!nameForm.test(name)) throw fault(inside);
  if (comma < 0) return { name };
  const [, rest] = /^\s*plural\s*,(.*)$/s.exec(inside.slice(comma + 1)) ?? [];
  if (rest === undefined) throw fault(inside);
  return compilePlural(name, rest);
}

/** Literal text; inside a plural, # stands for the number. */
const literal = (text: string, counted: string | undefined): Part[] => {
  if (counted === undefined) return text === '' ? [] : [text];
  return text
    .split('#')
    .flatMap((piece, index): Part[] => (index === 0 ? [piece] : [{ name: counted }, piece]))
    .filter((part) => part !== '');
};

/**
 * Compiles the part of ICU MessageFormat that the catalogues use: {name}, and
 * {name, plural, one {# record} other {# records}} with the CLDR categories and
 * exact numbers (=0). Apostrophes are text.
 * Fault: message-syntax.
 */
export function compile(text: string, counted?: string): Message {
  if (text.length > limit) throw fault(text);
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('{', at);
    const literalEnd = open < 0 ? text.length : open;
    if (text.slice(at, literalEnd).includes('}')) throw fault(text);
    parts.push(...literal(text.slice(at, literalEnd), counted));
    if (open < 0) break;
    const end = closing(text, open);
    parts.push(compileHole(text.slice(open + 1, end)));
    at = end + 1;
  }
  return parts;
}

/** The names that a message needs, sorted, each once. */
export function placeholders(message: Message): string[] {
  const names = message.flatMap((part): string[] => {
    if (typeof part === 'string') return [];
    const inner = 'branches' in part ? [...part.branches.values()].flatMap(placeholders) : [];
    return [part.name, ...inner];
  });
  return [...new Set(names)].sort();
}

/** The sets of plural categories that a message has branches for. */
export const pluralBranches = (message: Message): string[][] =>
  message.flatMap((part) =>
    typeof part === 'string' || !('branches' in part) ? [] : [[...part.branches.keys()].sort()],
  );

/** How the pieces of a message are put together for one kind of output. */
export interface Assembly<Out> {
  text(literal: string): Out;
  /** The value of a placeholder; throws when it is missing. */
  value(name: string): Out;
  /** The number given for a placeholder of a plural. */
  count(name: string): { readonly value: number; readonly category: string };
}

/** The pieces of a message, in order. */
export const assemble = <Out>(message: Message, how: Assembly<Out>): Out[] =>
  message.flatMap((part): Out[] => {
    if (typeof part === 'string') return [how.text(part)];
    if (!('branches' in part)) return [how.value(part.name)];
    const { value, category } = how.count(part.name);
    const { branches } = part;
    return assemble(branches.get(`=${value}`) ?? branches.get(category) ?? branches.get('other') ?? [], how);
  });
