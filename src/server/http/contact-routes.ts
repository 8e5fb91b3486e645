import { medianSpan } from '#desks/stability/contact-answers.ts';
import { contactTitle } from '#desks/stability/contact-card.ts';
import { isOpenAt, staleness, watchAt } from '#desks/stability/contact-now.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { idForm } from '#protocol/bytes/fields.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type ContactFormValues, type ContactFormView, contactFormPage } from '#web/pages/contact-form-page.ts';
import { type ContactsView, type ContactTestView, type ContactView, contactsPage } from '#web/pages/contacts-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import { contactTests, scheduleTests } from '../contact/contact-tests.ts';
import { type HeldContact, heldContacts, ownContact } from '../contact/held-contact.ts';
import { contactReach, stateContact } from '../contact/state-contact.ts';
import { partners } from '../party/peer-book.ts';
import { contactValues, judgeContact, readContactForm } from './contact-form.ts';
import { labelView } from './decision-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, idParam, may, nothingHere, sendPage, type Visit } from './visit.ts';

function contactView(visit: Visit, { id, seq, author, isOwn, label, card, at }: HeldContact): ContactView {
  const { party, names, reader } = visit;
  const watch = watchAt(card, party.now);
  const stale = staleness(card, at, party.now);
  return {
    id,
    seq,
    party: names.of(author),
    isOwn,
    title: contactTitle(card, reader.language),
    card,
    label: labelView(visit, label),
    isOpen: isOpenAt(card, party.now),
    ...(watch === undefined ? {} : { watch }),
    ...(stale === undefined ? {} : { stale }),
  };
}

const testViews = ({ party, names }: Visit): ContactTestView[] =>
  contactTests(party).map(({ file, isManager, answers, every, next }) => ({
    case: file.id,
    isManager,
    ...(every === undefined ? {} : { every }),
    ...(next === undefined ? {} : { next }),
    tested: answers.map(({ party: id, state, tests, spans, missed, answered }) => {
      const median = medianSpan(spans);
      return {
        party: names.of(id),
        state,
        tests,
        answers: spans.length,
        missed,
        ...(median === undefined ? {} : { median }),
        ...(answered === undefined ? {} : { answered }),
      };
    }),
  }));

function directory(visit: Visit, errors: readonly FieldError[] = []): Response {
  const { party, names } = visit;
  const cards = heldContacts(party).map((held) => contactView(visit, held));
  const withCard = new Set(cards.map((one) => one.party.id));
  const view: ContactsView = {
    cards,
    tests: testViews(visit),
    without: partners(party).flatMap(({ id }) => (withCard.has(id) ? [] : [names.of(id)])),
    mayState: may(visit, 'approve-release'),
    errors,
  };
  return sendPage(contactsPage(view, visit.reader), errors.length > 0 ? 422 : 200);
}

/** Our card that is to be changed. */
function before({ party }: Visit, of: string): HeldContact | undefined {
  if (of === '') return undefined;
  const held = idForm.test(of) ? ownContact(party, of) : undefined;
  if (held === undefined) throw nothingHere();
  return held;
}

const show = (visit: Visit, view: ContactFormView): Response =>
  sendPage(contactFormPage(view, visit.reader), view.errors.length > 0 ? 422 : 200);

function begin(visit: Visit): Response {
  const of = visit.query.get('of') ?? '';
  const held = before(visit, of);
  const values = contactValues(held?.card, held?.label.tlp ?? 'green', visit.reader.timeZone);
  return show(visit, { ...(of === '' ? {} : { of }), values, errors: [] });
}

/** Names what was typed, so that what is stated is what was looked at. */
const formHash = (values: ContactFormValues): string => sha256Hex(utf8(JSON.stringify(values)));

function withdraw(visit: Visit, { card, label }: HeldContact): Response {
  stateContact(visit.party, { ...card, version: card.version + 1, state: 'withdrawn' }, label);
  visit.party.deed(accountName(visit), 'contact-withdraw', card.name);
  return goTo(visit, '/contacts', 'contact-withdrawn');
}

function take(visit: Visit): Response {
  const { form, party, names } = visit;
  const of = field(form, 'of');
  const held = before(visit, of);
  const step = field(form, 'step');
  if (step === 'withdraw' && held !== undefined) return withdraw(visit, held);
  const values = readContactForm(form);
  const seat = { name: held?.card.name ?? hex(party.powers.random(16)), version: (held?.card.version ?? 0) + 1 };
  const { card, label, errors } = judgeContact(values, seat);
  const shown = { ...(of === '' ? {} : { of }), values, errors };
  if (card === undefined || label === undefined) return show(visit, shown);
  const checked = formHash(values);
  if (step !== 'state' || field(form, 'checked') !== checked) {
    const reached = contactReach(party, card, { tlp: label }).map((id) => names.of(id));
    return show(visit, { ...shown, consequence: { reached, checked } });
  }
  stateContact(party, card, { tlp: label });
  party.deed(accountName(visit), 'contact-state', card.name);
  return goTo(visit, '/contacts', 'contact-stated');
}

function schedule(visit: Visit): Response {
  const text = field(visit.form, 'days').trim();
  const days = text === '' ? undefined : /^\d{1,3}$/.test(text) ? Number(text) : 0;
  try {
    scheduleTests(visit.party, idParam(visit), days, accountName(visit));
  } catch (error) {
    if (faultCode(error) !== 'contact-schedule') throw error;
    return directory(visit, [{ field: 'days', code: 'contact-days' }]);
  }
  return goTo(visit, '/contacts', 'contact-scheduled');
}

/** Contact points of all parties, our own cards, and the tests of contacts. A card leaves, so stating it is an approval. */
export const contactRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/contacts', needs: 'read-records', answer: (visit) => directory(visit) },
  { method: 'GET', path: '/contacts/new', needs: 'approve-release', answer: begin },
  { method: 'POST', path: '/contacts/new', needs: 'approve-release', bodyLimit: 131_072, answer: take },
  { method: 'POST', path: '/contacts/tests/:id', needs: 'approve-release', answer: schedule },
];
