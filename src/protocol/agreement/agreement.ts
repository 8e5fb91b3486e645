import type { JsonObject } from '../bytes/canonical-json.ts';
import { domainText, parseDomainText } from '../bytes/domain-line.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { currentKeys, type KeyHistory, keyNames, recordKey, textId } from '../identity/key-history.ts';
import { noteSigner } from '../identity/note-key.ts';
import { type SignedNote, signatureOf, verifiedKeys } from '../identity/signed-note.ts';
import { type Clause, clauseJson, readClause } from './clause.ts';

/** What an agreement is between. A constituency has a centre, whose constituents the others are. */
export const agreementForms = ['bilateral', 'circle', 'constituency', 'public'] as const;

/** A title in one language. */
export interface Title {
  readonly lang: string;
  readonly text: string;
}

/** What the parties sign. Spec: AGR-1. */
export interface AgreementTerms {
  readonly form: (typeof agreementForms)[number];
  /** Only for a constituency. */
  readonly centre?: string;
  readonly titles: readonly Title[];
  /** Party ids, sorted. Every one of them must sign. */
  readonly parties: readonly string[];
  /** Unix seconds; in force from `start` until before `end`. */
  readonly start: number;
  readonly end: number;
  /** The agreement that this one replaces once it is in force. */
  readonly supersedes?: string;
  readonly clauses: readonly Clause[];
}

/** An agreement and the signatures gathered so far; nothing is verified yet. */
export interface Agreement {
  readonly id: string;
  readonly terms: AgreementTerms;
  readonly note: SignedNote;
}

const langForm = /^(?:ar|zh|en|fr|ru|es)$/;

function readTitle(fields: Fields): Title {
  const title = { lang: fields.text('lang', langForm), text: fields.text('text', /^[^\n]{1,200}$/u) };
  fields.end();
  return title;
}

function checkTerms(terms: AgreementTerms): void {
  if (terms.end <= terms.start) throw new Fault('agreement-period', 'An agreement ends after it starts.', '/end');
  const numbers = terms.clauses.map((clause) => clause.n);
  if (new Set(numbers).size !== numbers.length)
    throw new Fault('agreement-clause-number', 'Two clauses have one number.', '/clauses');
  const langs = new Set(terms.titles.map(({ lang }) => lang));
  if (langs.size === 0 || langs.size !== terms.titles.length)
    throw new Fault('agreement-title', 'An agreement needs a title, and at most one in each language.', '/titles');
  if ((terms.form === 'constituency') !== (terms.centre !== undefined))
    throw new Fault('agreement-centre', 'A constituency, and nothing else, names its centre.', '/centre');
  if (terms.centre !== undefined && !terms.parties.includes(terms.centre))
    throw new Fault('agreement-centre', 'The centre of a constituency is one of its parties.', '/centre');
}

/** Reads the terms of an agreement's text; anything unknown is a fault. Spec: AGR-1, AGR-4. */
export function parseTerms(text: string): AgreementTerms {
  const fields = parseDomainText(text, 'comity/agreement/v1');
  const terms: AgreementTerms = {
    form: fields.oneOf('form', agreementForms),
    ...(fields.has('centre') ? { centre: fields.text('centre', idForm) } : {}),
    titles: fields.list('titles', 6).map((title, index) => readTitle(new Fields(title, `/titles/${index}`))),
    parties: fields.set('parties', idForm),
    start: fields.integer('start'),
    end: fields.integer('end'),
    ...(fields.has('supersedes') ? { supersedes: fields.text('supersedes', idForm) } : {}),
    clauses: fields.list('clauses', 64).map((clause, index) => readClause(clause, `/clauses/${index}`)),
  };
  fields.end();
  checkTerms(terms);
  return terms;
}

/** The text that the parties of an agreement sign. */
export function termsText(terms: AgreementTerms): string {
  const { titles, clauses, ...rest } = terms;
  const json: JsonObject = {
    ...rest,
    titles: titles.map(({ lang, text }) => ({ lang, text })),
    clauses: clauses.map(clauseJson),
  };
  return domainText('comity/agreement/v1', json);
}

/** An agreement as it arrives: well-formed or refused. Signatures are checked by `signers`. */
export const readAgreement = (note: SignedNote): Agreement => ({
  id: textId(note.text),
  terms: parseTerms(note.text),
  note,
});

/** The agreement with one more signature, made with a party's record key (32-byte seed). Spec: AGR-2. */
export function signAgreement(agreement: Agreement, history: KeyHistory, recordSeed: Uint8Array): Agreement {
  if (!agreement.terms.parties.includes(history.party))
    throw new Fault('agreement-not-party', 'Only a party named in the agreement may sign it.');
  const signature = signatureOf(agreement.note.text, noteSigner(keyNames.record(history.party), recordSeed));
  if (signature.keyId !== recordKey(history, currentKeys(history).version).keyId)
    throw new Fault('agreement-key', 'An agreement is signed with the newest record key.');
  return { ...agreement, note: { text: agreement.note.text, signatures: [...agreement.note.signatures, signature] } };
}

/**
 * The distinct parties whose signature verifies. A party counts once, whatever the number of its
 * keys or signatures. Spec: AGR-2, P3.
 */
export function signers(agreement: Agreement, histories: readonly KeyHistory[]): string[] {
  const members = histories.filter((history) => agreement.terms.parties.includes(history.party));
  const signed = members
    .filter(
      (history) =>
        verifiedKeys(
          agreement.note,
          history.entries.map((entry) => recordKey(history, entry.version)),
        ).length > 0,
    )
    .map((history) => history.party);
  return [...new Set(signed)];
}
