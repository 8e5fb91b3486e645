import { canonicalText, type Json, type JsonObject } from '../bytes/canonical-json.ts';
import { Fields } from '../bytes/fields.ts';
import { sha256Hex } from '../bytes/sha256.ts';
import { utf8 } from '../bytes/text.ts';
import { fieldForm } from './act.ts';
import { type PartRule, readPart, readWithholding, type Withholding } from './act-words.ts';
import { roleForm } from './genesis.ts';

/*
 * A procedure as data: roles, machines, states, acts, deadlines with the effect of silence. Its hash
 * stands in the case's first record, so a running case keeps the version that it began with.
 * Spec: PRO-1.
 */

export interface Role {
  readonly key: string;
  readonly least: number;
  readonly most: number;
  /** Whether whoever holds it reads what is said to all. Spec: ROM-4. */
  readonly reads: boolean;
}

/** Where a number comes from. Spec: PRO-4. */
export interface Citation {
  readonly key: string;
  readonly source: string;
  /** Whether the number is the procedure's own default: no text gives it, so none can confirm it. */
  readonly isOwn: boolean;
  /** Who compared it with the source and when; absent: unverified, unless it is its own. */
  readonly checked?: { readonly by: string; readonly on: string };
}

/** What silence means once a deadline has passed. Spec: PRO-3. */
export const silences = ['consent', 'refusal', 'no-effect', 'escalation', 'lapse', 'as-agreed', 'not-bound'] as const;
export type Silence = (typeof silences)[number];

/** Something that somebody owes by a time while a state lasts. Spec: PRO-3. */
export interface Wait {
  readonly key: string;
  /** Roles that owe it, or 'self': the party whose machine this is. */
  readonly owner: readonly string[] | 'self';
  /** Hours from entering the state, or the name of a field that holds the time (Unix seconds). */
  readonly within: number | string;
  /** Bounds of a time taken from a field, in hours from entering the state. Spec: PRO-3. */
  readonly floor?: number;
  readonly ceiling?: number;
  readonly silence: Silence;
  /** Where silence leads; absent: the state stays. */
  readonly to?: string;
  /** Of `not-bound` alone: where silence leads when fewer than two have agreed. Spec: PRO-24. */
  readonly otherwise?: string;
  readonly cite?: string;
  /** What silence changes in other machines. Spec: SAY-6. */
  readonly effects: readonly Effect[];
}

/** States into which silence may lead. */
export const silentTargets = ({ to, otherwise }: Wait): string[] =>
  [to, otherwise].filter((state) => state !== undefined);

export interface StateRule {
  readonly key: string;
  /** Whether nothing is owed any more. */
  readonly isEnd: boolean;
  readonly waits: readonly Wait[];
}

/** `act`: the record id of an act of another case, carried here. */
export const fieldTypes = ['time', 'number', 'choice', 'party', 'hash', 'act'] as const;

export interface FieldRule {
  readonly key: string;
  readonly type: (typeof fieldTypes)[number];
  readonly isRequired: boolean;
  readonly choices?: readonly string[];
  /** Which value counts when several were given in one visit of a state: the newest, or the least. */
  readonly keep: 'last' | 'least';
  /** A field whose value in the same act, or else as it stands in the machine, this one must exceed, or stay below. Spec: PRO-22. */
  readonly above?: string;
  readonly below?: string;
}

/** What an act changes beside the state of its own machine. */
export type Effect =
  | { readonly kind: 'goto'; readonly machine: string; readonly to: string }
  /** The role passes to the author of the act alone; whoever had it keeps the role that it leaves, if any. */
  | { readonly kind: 'take-role'; readonly role: string; readonly leaves?: string }
  /** Nobody has the role any more; whoever had it stays a member. */
  | { readonly kind: 'end-role'; readonly role: string }
  /** A field of the machine takes the value of another. Spec: PRO-22. */
  | { readonly kind: 'set'; readonly field: string; readonly from: string }
  /** The party in a field becomes a member with a role. */
  | { readonly kind: 'admit'; readonly role: string; readonly field: string };

export interface ActRule {
  readonly key: string;
  /** Roles, 'self' (the party whose machine this is), 'any' member, or `named:field`: the party in that field of the machine. */
  readonly by: readonly string[];
  /** States in which it may be done. */
  readonly from: readonly string[];
  /** Where it leads; absent: the state stays. */
  readonly to?: string;
  readonly fields: readonly FieldRule[];
  /** It leads on only when so many distinct parties of these roles have done it in this visit; 'all' of them. */
  readonly needs?: {
    readonly from: readonly string[];
    readonly count: number | 'all';
    /** Where the case has fewer such parties than the number, all of them suffice. Spec: SAY-4. */
    readonly orAll: boolean;
    /** Acts that count as this one, such as the proposal that it agrees to. */
    readonly counts: readonly string[];
  };
  /** Not before so many hours after the state was entered. Spec: SAY-5. */
  readonly after?: number;
  /** Another machine must be in one of these states. */
  readonly requires?: { readonly machine: string; readonly states: readonly string[] };
  /** A role that somebody must have: without, nobody could answer. */
  readonly present?: string;
  /** The wait that it answers: done after the deadline, it is late. */
  readonly answers?: string;
  readonly effects: readonly Effect[];
  /** Whether what it does waits for the second step of finality. */
  readonly isIrreversible: boolean;
  /** Whether words are expected in the body: nothing, allowed or required. */
  readonly words: 'none' | 'optional' | 'required';
  /** The parts of its words; empty: one text. Spec: SAY-1. */
  readonly parts: readonly PartRule[];
  /** Absent: its words are open from the first. Spec: SAY-2. */
  readonly withheld?: Withholding;
  /** Its place on the ladder of escalation, from 1; absent: it is no rung. */
  readonly rung?: number;
  /** When it may be carried into another case; absent: never. Spec: PRO-23. */
  readonly releases?: ReleaseRule;
}

/** An act is released while a machine, of the act's own item or of the case, is in one of these states. Spec: PRO-23. */
export interface ReleaseRule {
  readonly machine: string;
  readonly states: readonly string[];
  /** The choice field that says the TLP level under which the words go on; absent: that of the case. */
  readonly label?: string;
}

export interface Machine {
  readonly key: string;
  /** One for the case, or one for each member with one of these roles. */
  readonly each: 'case' | readonly string[];
  /** It runs once for each act of this name, an *item* of the case. Spec: PRO-20. */
  readonly item?: string;
  /** Whether it is the one that says where the case is; exactly one is. */
  readonly isMain: boolean;
  readonly initial: string;
  readonly states: readonly StateRule[];
  readonly acts: readonly ActRule[];
}

export interface Procedure {
  readonly id: string;
  readonly version: number;
  readonly desk: string;
  readonly roles: readonly Role[];
  readonly machines: readonly Machine[];
  readonly citations: readonly Citation[];
}

const keys = (fields: Fields, key: string): string[] =>
  fields.list(key, 64).map((one) => {
    if (typeof one !== 'string' || !/^(?:named:)?[a-z][a-zA-Z0-9-]{0,40}$/.test(one))
      throw fields.fault(key, 'A list of names was expected.');
    return one;
  });

const each = <T>(fields: Fields, key: string, read: (one: Fields) => T): T[] =>
  fields.has(key)
    ? fields.list(key, 128).map((member, index) => {
        const one = new Fields(member, `${fields.path}/${key}/${index}`);
        const value = read(one);
        one.end();
        return value;
      })
    : [];

const optional = <T>(fields: Fields, key: string, read: () => T): Partial<Record<string, T>> =>
  fields.has(key) ? { [key]: read() } : {};

const keyText = (fields: Fields, key: string): string => fields.text(key, roleForm);

function readWait(fields: Fields): Wait {
  const owner = fields.any('owner');
  const within = fields.any('within');
  const silence = fields.oneOf('silence', silences);
  return {
    key: keyText(fields, 'key'),
    owner: owner === 'self' ? 'self' : keys(new Fields({ owner }, fields.path), 'owner'),
    within:
      typeof within === 'number'
        ? new Fields({ within }, fields.path).integer('within', 1, 100_000)
        : new Fields({ within }, fields.path).text('within', fieldForm),
    ...optional(fields, 'floor', () => fields.integer('floor', 0, 100_000)),
    ...optional(fields, 'ceiling', () => fields.integer('ceiling', 1, 100_000)),
    silence,
    ...optional(fields, 'to', () => keyText(fields, 'to')),
    ...(silence === 'not-bound' ? { otherwise: keyText(fields, 'otherwise') } : {}),
    ...optional(fields, 'cite', () => keyText(fields, 'cite')),
    effects: each(fields, 'effects', readEffect),
  };
}

const readState = (fields: Fields): StateRule => ({
  key: keyText(fields, 'key'),
  isEnd: fields.has('end') ? fields.boolean('end') : false,
  waits: each(fields, 'waits', readWait),
});

const readField = (fields: Fields): FieldRule => ({
  key: fields.text('key', fieldForm),
  type: fields.oneOf('type', fieldTypes),
  isRequired: fields.has('required') ? fields.boolean('required') : true,
  ...optional(fields, 'choices', () => keys(fields, 'choices')),
  keep: fields.has('keep') ? fields.oneOf('keep', ['last', 'least'] as const) : 'last',
  ...optional(fields, 'above', () => fields.text('above', fieldForm)),
  ...optional(fields, 'below', () => fields.text('below', fieldForm)),
});

function readEffect(fields: Fields): Effect {
  const kind = fields.oneOf('kind', ['goto', 'take-role', 'end-role', 'admit', 'set'] as const);
  if (kind === 'goto') return { kind, machine: keyText(fields, 'machine'), to: keyText(fields, 'to') };
  if (kind === 'set') return { kind, field: fields.text('field', fieldForm), from: fields.text('from', fieldForm) };
  if (kind === 'end-role') return { kind, role: keyText(fields, 'role') };
  if (kind === 'take-role')
    return { kind, role: keyText(fields, 'role'), ...optional(fields, 'leaves', () => keyText(fields, 'leaves')) };
  return { kind, role: keyText(fields, 'role'), field: fields.text('field', fieldForm) };
}

function readNeeds(fields: Fields): NonNullable<ActRule['needs']> {
  const count = fields.any('count');
  const needs = {
    from: keys(fields, 'from'),
    count: count === 'all' ? ('all' as const) : new Fields({ count }, fields.path).integer('count', 1, 200),
    orAll: fields.has('orAll') ? fields.boolean('orAll') : false,
    counts: fields.has('counts') ? keys(fields, 'counts') : [],
  };
  fields.end();
  return needs;
}

function readRequires(fields: Fields): NonNullable<ActRule['requires']> {
  const requires = { machine: keyText(fields, 'machine'), states: keys(fields, 'states') };
  fields.end();
  return requires;
}

function readReleases(fields: Fields): ReleaseRule {
  const rule = {
    machine: keyText(fields, 'machine'),
    states: keys(fields, 'states'),
    ...optional(fields, 'label', () => fields.text('label', fieldForm)),
  };
  fields.end();
  return rule;
}

const readActRule = (fields: Fields): ActRule => ({
  key: keyText(fields, 'key'),
  by: keys(fields, 'by'),
  from: keys(fields, 'from'),
  ...optional(fields, 'to', () => keyText(fields, 'to')),
  fields: each(fields, 'fields', readField),
  ...(fields.has('needs') ? { needs: readNeeds(fields.object('needs')) } : {}),
  ...(fields.has('requires') ? { requires: readRequires(fields.object('requires')) } : {}),
  ...optional(fields, 'present', () => keyText(fields, 'present')),
  ...optional(fields, 'answers', () => keyText(fields, 'answers')),
  effects: each(fields, 'effects', readEffect),
  isIrreversible: fields.has('irreversible') ? fields.boolean('irreversible') : false,
  words: fields.has('words') ? fields.oneOf('words', ['none', 'optional', 'required'] as const) : 'optional',
  parts: each(fields, 'parts', readPart),
  ...(fields.has('withheld') ? { withheld: readWithholding(fields.object('withheld')) } : {}),
  ...optional(fields, 'after', () => fields.integer('after', 1, 100_000)),
  ...optional(fields, 'rung', () => fields.integer('rung', 1, 20)),
  ...(fields.has('releases') ? { releases: readReleases(fields.object('releases')) } : {}),
});

function readMachine(fields: Fields): Machine {
  const one = fields.any('each');
  return {
    key: keyText(fields, 'key'),
    each: one === 'case' ? 'case' : keys(new Fields({ each: one }, fields.path), 'each'),
    ...optional(fields, 'item', () => keyText(fields, 'item')),
    isMain: fields.has('main') ? fields.boolean('main') : false,
    initial: keyText(fields, 'initial'),
    states: each(fields, 'states', readState),
    acts: each(fields, 'acts', readActRule),
  };
}

function readCitation(fields: Fields): Citation {
  const key = keyText(fields, 'key');
  const source = fields.text('source', /^[^\n]{1,400}$/u);
  const isOwn = fields.has('own') ? fields.boolean('own') : false;
  if (isOwn || !fields.has('checked')) return { key, source, isOwn };
  const checked = fields.object('checked');
  const by = checked.text('by', /^[^\n]{1,100}$/u);
  const on = checked.text('on', /^\d{4}-\d{2}-\d{2}$/);
  checked.end();
  return { key, source, isOwn, checked: { by, on } };
}

/** Reads a procedure; anything unknown is a fault with its path. Whether it is sound says `procedureFaults`. Spec: PRO-1. */
export function readProcedure(value: Json): Procedure {
  const fields = new Fields(value);
  const procedure: Procedure = {
    id: keyText(fields, 'id'),
    version: fields.integer('version', 1, 1_000_000),
    desk: keyText(fields, 'desk'),
    roles: each(fields, 'roles', (role) => ({
      key: keyText(role, 'key'),
      least: role.integer('least', 0, 200),
      most: role.integer('most', 1, 200),
      reads: role.has('reads') ? role.boolean('reads') : true,
    })),
    machines: each(fields, 'machines', readMachine),
    citations: each(fields, 'citations', readCitation),
  };
  fields.end();
  return procedure;
}

/** The hash of a procedure as it is written down: that of its canonical text. Spec: PRO-1. */
export const procedureHash = (value: JsonObject): string => sha256Hex(utf8(canonicalText(value)));
