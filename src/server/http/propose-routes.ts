import { type AgreementTerms, readAgreement, termsText } from '#protocol/agreement/agreement.ts';
import { type ProposalValues, type ProposeView, proposePage } from '#web/pages/propose-page.ts';
import { firstClause } from '#web/parts/clause-fields.ts';
import type { FieldError } from '#web/parts/form.ts';
import { agreements, proposeAgreement } from '../party/agreement-book.ts';
import { dryRun } from '../party/dry-run.ts';
import { agreementRef } from './decision-view.ts';
import { reachOf } from './dry-run-view.ts';
import type { PageRoute } from './page-route.ts';
import { mostClauses, readProposal, termsOfProposal } from './proposal-form.ts';
import { accountName, field, goTo, may, sendPage, type Visit } from './visit.ts';

const day = 86_400;
const isoDay = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** A proposal that lets nothing out yet: one narrow clause, a year, nobody named. */
const firstProposal = ({ party }: Visit): ProposalValues => ({
  title: '',
  form: 'bilateral',
  centre: '',
  parties: [],
  start: isoDay(party.now),
  end: isoDay(party.now + 365 * day),
  supersedes: '',
  clauses: [firstClause],
});

interface Shown {
  readonly errors?: readonly FieldError[];
  readonly review?: ProposeView['review'];
  readonly status?: number;
}

function show(visit: Visit, values: ProposalValues, { errors = [], review, status = 200 }: Shown = {}): Response {
  const { party, names } = visit;
  const view: ProposeView = {
    parties: names.all(),
    self: party.id,
    agreements: agreements(party)
      .filter(({ standing }) => standing !== 'superseded' && standing !== 'withdrawn')
      .map((entry) => agreementRef(visit, entry)),
    values,
    errors,
    ...(review === undefined ? {} : { review }),
  };
  return sendPage(proposePage(view, visit.reader), status);
}

function reviewOf(visit: Visit, terms: AgreementTerms): NonNullable<ProposeView['review']> {
  const agreement = readAgreement({ text: termsText(terms), signatures: [] });
  return { clauses: terms.clauses, reach: reachOf(visit, dryRun(visit.party, agreement)) };
}

function propose(visit: Visit, values: ProposalValues, terms: AgreementTerms): Response {
  // A proposal carries our own signature, so it needs who may sign.
  if (!may(visit, 'sign-agreement'))
    return show(visit, values, {
      errors: [{ field: 'form', code: 'not-allowed' }],
      review: reviewOf(visit, terms),
      status: 403,
    });
  const { agreement } = proposeAgreement(visit.party, terms);
  visit.party.sealOrWait();
  visit.party.deed(accountName(visit), 'propose-agreement', agreement.id);
  return goTo(visit, `/agreements/${agreement.id}`, 'proposed');
}

function take(visit: Visit): Response {
  const values = readProposal(visit.form);
  const step = field(visit.form, 'step');
  if (step === 'add-clause')
    return show(visit, { ...values, clauses: [...values.clauses, firstClause].slice(0, mostClauses) });
  if (step === 'drop-clause')
    return show(visit, { ...values, clauses: values.clauses.slice(0, Math.max(1, values.clauses.length - 1)) });
  if (step === 'change') return show(visit, values);
  const known = new Set(visit.names.all().map(({ id }) => id));
  const { terms, errors } = termsOfProposal(values, { self: visit.party.id, language: visit.reader.language, known });
  if (terms === undefined) return show(visit, values, { errors, status: 422 });
  return step === 'propose' ? propose(visit, values, terms) : show(visit, values, { review: reviewOf(visit, terms) });
}

/** Proposing an agreement: filling in, reading the consequence, and only then proposing. */
export const proposeRoutes: readonly PageRoute[] = [
  {
    method: 'GET',
    path: '/agreements/new',
    needs: 'propose-agreement',
    answer: (visit) => show(visit, firstProposal(visit)),
  },
  { method: 'POST', path: '/agreements/new', needs: 'propose-agreement', bodyLimit: 262_144, answer: take },
];
