import { type AgreementTerms, agreementForms, parseTerms, termsText } from '#protocol/agreement/agreement.ts';
import type { Clause } from '#protocol/agreement/clause.ts';
import { onwardLimits, permittedActions } from '#protocol/agreement/duties.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { purposes, tlpLevels } from '#protocol/record/label.ts';
import type { ProposalValues } from '#web/pages/propose-page.ts';
import { type ClauseValues, firstClause } from '#web/parts/clause-fields.ts';
import type { FieldError } from '#web/parts/form.ts';
import { field } from './visit.ts';

/** Most clauses of a proposal made with the form. */
export const mostClauses = 20;

const many = (form: FormData, name: string): string[] => form.getAll(name).filter((value) => typeof value === 'string');

function readClauseValues(form: FormData, n: number): ClauseValues {
  const name = (part: keyof ClauseValues): string => `clause-${n}-${part}`;
  const one = (part: keyof ClauseValues): string => field(form, name(part)).trim().slice(0, 4000);
  return {
    from: one('from'),
    to: one('to'),
    kinds: one('kinds'),
    ceiling: one('ceiling'),
    purposes: many(form, name('purposes')),
    history: one('history'),
    onward: one('onward'),
    actions: one('actions'),
    attribution: one('attribution'),
    retentionDays: one('retentionDays'),
    erase: many(form, name('erase')),
    notify: one('notify'),
    encryptInTransit: many(form, name('encryptInTransit')),
  };
}

/** What was typed, whatever it is; nothing is judged yet. */
export function readProposal(form: FormData): ProposalValues {
  const count = Number(/^\d{1,3}$/.exec(field(form, 'clauses'))?.[0] ?? 1);
  const clauses = Array.from({ length: Math.min(Math.max(count, 1), mostClauses) }, (_, index) =>
    readClauseValues(form, index + 1),
  );
  return {
    title: field(form, 'title').trim(),
    form: agreementForms.find((known) => known === field(form, 'form')) ?? 'bilateral',
    centre: field(form, 'centre'),
    parties: [...new Set(many(form, 'party'))].slice(0, 256),
    start: field(form, 'start'),
    end: field(form, 'end'),
    supersedes: field(form, 'supersedes'),
    clauses: clauses.length === 0 ? [firstClause] : clauses,
  };
}

/** Collects what is wrong, field by field. */
class Judge {
  readonly errors: FieldError[] = [];

  fail(name: string, code: FieldError['code']): undefined {
    this.errors.push({ field: name, code });
    return undefined;
  }

  choice<T extends string>(name: string, value: string, allowed: readonly T[]): T | undefined {
    return allowed.find((candidate) => candidate === value) ?? this.fail(name, value === '' ? 'required' : 'choice');
  }

  /** Midnight in UTC of a day written YYYY-MM-DD. */
  day(name: string, text: string): number | undefined {
    if (text === '') return this.fail(name, 'required');
    const at = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
    // A day that the calendar lacks would roll over into the next month.
    const isReal = Number.isFinite(at) && at >= 0 && new Date(at).toISOString().startsWith(text);
    return isReal ? at / 1000 : this.fail(name, 'date');
  }

  days(name: string, text: string): number | undefined {
    if (text === '') return undefined;
    const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return days >= 1 && days <= 36_500 ? days : this.fail(name, 'number');
  }
}

const kindForm = /^[a-z][a-z0-9-]{0,99}$/;

function kindsOf(judge: Judge, name: string, text: string): Clause['kinds'] {
  const kinds = text.split(/[\s,]+/u).filter((kind) => kind !== '');
  if (kinds.length === 0) return 'any';
  if (kinds.length > 256 || !kinds.every((kind) => kindForm.test(kind))) judge.fail(name, 'choice');
  return [...new Set(kinds)].sort();
}

function clauseOf(judge: Judge, values: ClauseValues, n: number, members: readonly string[]): Clause | undefined {
  const name = (part: keyof ClauseValues): string => `clause-${n}-${part}`;
  const chosen = <T extends string>(
    part: Exclude<keyof ClauseValues, 'purposes' | 'erase' | 'encryptInTransit'>,
    allowed: readonly T[],
  ): T | undefined => judge.choice(name(part), values[part], allowed);
  const [from, to] = [chosen('from', ['any', ...members]), chosen('to', ['any', ...members])];
  const [ceiling, history] = [chosen('ceiling', tlpLevels), chosen('history', ['all', 'from-start'] as const)];
  const [onward, actions] = [chosen('onward', onwardLimits), chosen('actions', permittedActions)];
  const [attribution, notify] = [
    chosen('attribution', ['named', 'anonymous'] as const),
    chosen('notify', ['none', 'affected-parties'] as const),
  ];
  const uses = purposes.filter((purpose) => values.purposes.includes(purpose));
  if (uses.length === 0) judge.fail(name('purposes'), 'required');
  const kinds = kindsOf(judge, name('kinds'), values.kinds);
  const retentionDays = judge.days(name('retentionDays'), values.retentionDays);
  if (!from || !to || !ceiling || !history || !onward || !actions || !attribution || !notify) return undefined;
  const anyOr = (choice: string): Clause['from'] => (choice === 'any' ? 'any' : [choice]);
  return {
    n,
    from: anyOr(from),
    to: anyOr(to),
    kinds,
    ceiling,
    purposes: uses,
    history,
    duties: {
      onward,
      actions,
      attribution,
      notify,
      ...(retentionDays === undefined ? {} : { retentionDays }),
      erase: values.erase.includes('yes'),
      encryptInTransit: values.encryptInTransit.includes('yes'),
    },
  };
}

/** What a proposal is judged against. `known`: ids of the parties that may be named. */
export interface ProposalContext {
  readonly self: string;
  readonly language: string;
  readonly known: ReadonlySet<string>;
}

function partiesOf(judge: Judge, { parties, form }: ProposalValues, { self, known }: ProposalContext): string[] {
  const others = parties.filter((id) => id !== self);
  const isBilateral = form === 'bilateral';
  const fits = others.length > 0 && others.every((id) => known.has(id)) && (!isBilateral || others.length === 1);
  if (!fits) judge.fail('party', 'parties');
  return [self, ...others].sort();
}

function centreOf(judge: Judge, { form, centre }: ProposalValues, members: readonly string[]): { centre?: string } {
  if (form !== 'constituency') return {};
  if (!members.includes(centre)) judge.fail('centre', centre === '' ? 'required' : 'choice');
  return { centre };
}

/** The last gate is that of the protocol itself: what it would refuse from a partner it refuses from us. */
function checked(judge: Judge, terms: AgreementTerms): AgreementTerms | undefined {
  try {
    return parseTerms(termsText(terms));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return judge.fail('form', 'choice');
  }
}

/** The terms of a proposal, or everything that is wrong with it, field by field. */
export function termsOfProposal(
  values: ProposalValues,
  context: ProposalContext,
): { terms: AgreementTerms | undefined; errors: readonly FieldError[] } {
  const judge = new Judge();
  const parties = partiesOf(judge, values, context);
  const centre = centreOf(judge, values, parties);
  if (values.title === '') judge.fail('title', 'required');
  else if (!/^[^\p{Cc}]{1,200}$/u.test(values.title)) judge.fail('title', 'text');
  const [start, end] = [judge.day('start', values.start), judge.day('end', values.end)];
  if (start !== undefined && end !== undefined && end <= start) judge.fail('end', 'period');
  if (values.supersedes !== '' && !idForm.test(values.supersedes)) judge.fail('supersedes', 'choice');
  const clauses = values.clauses.map((clause, index) => clauseOf(judge, clause, index + 1, parties));
  const whole = clauses.filter((clause) => clause !== undefined);
  if (judge.errors.length > 0 || start === undefined || end === undefined || whole.length !== clauses.length)
    return { terms: undefined, errors: judge.errors };
  const terms: AgreementTerms = {
    form: values.form,
    ...centre,
    titles: [{ lang: context.language, text: values.title }],
    parties,
    start,
    end,
    ...(values.supersedes === '' ? {} : { supersedes: values.supersedes }),
    clauses: whole,
  };
  return { terms: checked(judge, terms), errors: judge.errors };
}
