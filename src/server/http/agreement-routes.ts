import { Fault } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { type AgreementView, agreementPage } from '#web/pages/agreement-page.ts';
import { type AgreementRow, agreementsPage } from '#web/pages/agreements-page.ts';
import { type DryRunParty, dryRunPage } from '#web/pages/dry-run-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import {
  type AgreementEntry,
  agreementById,
  agreements,
  signKnownAgreement,
  withdrawFromAgreement,
} from '../party/agreement-book.ts';
import { type DryRunFor, dryRun } from '../party/dry-run.ts';
import { entryPosition, isLogged } from '../party/log-entries.ts';
import { objectsUnder } from '../party/release-list.ts';
import { agreementRef, ReasonTeller } from './decision-view.ts';
import { dryRunClasses, reachOf } from './dry-run-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, idParam, may, queried, sendFile, sendPage, type Visit } from './visit.ts';

/** Whether an agreement can no longer come into force or be left. */
export const isOver = ({ standing }: AgreementEntry): boolean =>
  standing === 'expired' || standing === 'withdrawn' || standing === 'superseded';

/** Whether this party's own signature is what is missing. */
export const waitsForUs = (partyId: string, entry: AgreementEntry): boolean =>
  !isOver(entry) && entry.agreement.terms.parties.includes(partyId) && !entry.signedBy.includes(partyId);

const canWithdraw = (partyId: string, entry: AgreementEntry): boolean =>
  !isOver(entry) && entry.signedBy.includes(partyId);

function row(visit: Visit, entry: AgreementEntry): AgreementRow {
  const { terms } = entry.agreement;
  return {
    ...agreementRef(visit, entry),
    form: terms.form,
    parties: terms.parties.map((id) => visit.names.of(id)),
    standing: entry.standing,
    signed: entry.signedBy.length,
    waitsForUs: waitsForUs(visit.party.id, entry),
    start: terms.start,
    end: terms.end,
  };
}

function list(visit: Visit): Response {
  const standing = queried(visit.query, 'standing', /^[a-z-]{1,20}$/);
  const partner = queried(visit.query, 'party', idForm);
  const rows = agreements(visit.party)
    .filter((entry) => standing === undefined || entry.standing === standing)
    .filter(({ agreement }) => partner === undefined || agreement.terms.parties.includes(partner))
    .map((entry) => row(visit, entry));
  return sendPage(agreementsPage({ rows, mayPropose: may(visit, 'propose-agreement') }, visit.reader));
}

function mayDo(visit: Visit, entry: AgreementEntry): AgreementView['mayDo'] {
  const { id } = visit.party;
  if (waitsForUs(id, entry) && may(visit, 'sign-agreement')) return 'sign';
  return canWithdraw(id, entry) && may(visit, 'withdraw-agreement') ? 'withdraw' : undefined;
}

function view(visit: Visit, entry: AgreementEntry, errors: readonly FieldError[]): AgreementView {
  const { party, names } = visit;
  const { agreement } = entry;
  const { terms, id } = agreement;
  const act = mayDo(visit, entry);
  return {
    ...agreementRef(visit, entry),
    form: terms.form,
    standing: entry.standing,
    start: terms.start,
    end: terms.end,
    clauses: terms.clauses,
    signatories: terms.parties.map((member) => ({
      party: names.of(member),
      hasSigned: entry.signedBy.includes(member),
      hasWithdrawn: entry.withdrawnBy.includes(member),
    })),
    others: names.all(),
    reach: act === 'sign' ? reachOf(visit, dryRun(party, agreement)) : { parties: [], stays: 0 },
    left: objectsUnder(party, 'left', id),
    reached: objectsUnder(party, 'reached', id),
    note: new TextDecoder().decode(formatNote(agreement.note)),
    noteHref: `/agreements/${id}/note`,
    errors,
    ...(act === undefined ? {} : { mayDo: act }),
    ...(terms.centre === undefined ? {} : { centre: names.of(terms.centre) }),
    ...(terms.supersedes === undefined ? {} : { supersedes: new ReasonTeller(visit).ref(terms.supersedes) }),
    ...(isLogged(party, id) ? { entry: entryPosition(party, id) } : {}),
  };
}

const known = (visit: Visit): AgreementEntry => agreementById(visit.party, idParam(visit));

function show(visit: Visit, errors: readonly FieldError[] = []): Response {
  const entry = known(visit);
  const reader = { ...visit.reader, path: `/agreements/${entry.agreement.id}` };
  return sendPage(agreementPage(view(visit, entry, errors), reader), errors.length === 0 ? 200 : 422);
}

const isConfirmed = ({ form }: Visit): boolean => field(form, 'confirm') === 'yes';

function sign(visit: Visit): Response {
  const entry = known(visit);
  const { id } = entry.agreement;
  if (!waitsForUs(visit.party.id, entry))
    throw new Fault('agreement-signed', 'The agreement does not wait for a signature of this party.');
  if (!isConfirmed(visit)) return show(visit, [{ field: 'confirm', code: 'confirm' }]);
  signKnownAgreement(visit.party, id);
  visit.party.sealOrWait();
  visit.party.deed(accountName(visit), 'sign-agreement', id);
  return goTo(visit, `/agreements/${id}`, 'signed');
}

function withdraw(visit: Visit): Response {
  const entry = known(visit);
  const { id } = entry.agreement;
  if (!canWithdraw(visit.party.id, entry))
    throw new Fault('agreement-ended', 'There is nothing to withdraw from any more.');
  if (!isConfirmed(visit)) return show(visit, [{ field: 'confirm', code: 'confirm' }]);
  withdrawFromAgreement(visit.party, id);
  visit.party.sealOrWait();
  visit.party.deed(accountName(visit), 'withdraw-agreement', id);
  return goTo(visit, `/agreements/${id}`, 'withdrawn');
}

function runDry(visit: Visit): Response {
  const entry = known(visit);
  const run = dryRun(visit.party, entry.agreement);
  const teller = new ReasonTeller(visit);
  const parties = run.recipients.map((one: DryRunFor): DryRunParty => {
    const sum = (part: 'would' | 'stays'): number => one.classes.reduce((total, each) => total + each[part], 0);
    return {
      party: visit.names.of(one.recipient),
      would: sum('would'),
      stays: sum('stays'),
      classes: dryRunClasses(visit, teller, one),
    };
  });
  return sendPage(
    dryRunPage({ agreement: agreementRef(visit, entry), isInForce: run.isInForce, parties }, visit.reader),
  );
}

function note(visit: Visit): Response {
  const { agreement } = known(visit);
  return sendFile(formatNote(agreement.note), `agreement-${agreement.id.slice(0, 16)}.note`);
}

/** Agreements: their words, what they would do, signing and withdrawing. */
export const agreementRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/agreements', needs: 'read-records', answer: list },
  { method: 'GET', path: '/agreements/:id', needs: 'read-records', answer: (visit) => show(visit) },
  { method: 'GET', path: '/agreements/:id/note', needs: 'read-records', answer: note },
  { method: 'GET', path: '/agreements/:id/dry-run', needs: 'run-dry-run', answer: runDry },
  { method: 'POST', path: '/agreements/:id/sign', needs: 'sign-agreement', answer: sign },
  { method: 'POST', path: '/agreements/:id/withdraw', needs: 'withdraw-agreement', answer: withdraw },
];
