import type { Json, JsonObject } from '#protocol/bytes/canonical-json.ts';
import { base64, fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import type { SaltedBody } from './case-body.ts';
import { messageBytes, openMessage } from './case-message.ts';

/**
 * Most bytes of what travels about a case, packed and unpacked, and most acts and entries at once; a
 * request must pass the front door. Spec: CEX-9, CEX-41.
 */
export const caseLimits = {
  request: 1_000_000,
  asked: 8_000_000,
  answer: 8_000_000,
  answered: 16_000_000,
  entries: 8_000_000,
  // Bodies and news go with them.
  given: 6_000_000,
  acts: 4_096,
  told: 700_000,
  count: 65_536,
  invite: 1_000_000,
} as const;

/** What members tell each other, whoever asks. Spec: CEX-7. */
export interface CaseNews {
  readonly statements: readonly SignedNote[];
  readonly certificate?: SignedNote;
  readonly head?: SignedNote;
  /** Proofs of equivocation, as canonical texts. */
  readonly proofs: readonly string[];
}

/** What the asker holds. */
export interface CaseHolding {
  readonly size: number;
  readonly root: string;
  readonly term: number;
  readonly settled: number;
}

export interface CaseSync {
  readonly case: string;
  readonly holding: CaseHolding;
  readonly news: CaseNews;
  /** Acts that are not in the asker's log, packed. Spec: CEX-40. */
  readonly acts: Uint8Array;
  /** Hashes of bodies that the asker lacks. */
  readonly want: readonly string[];
}

export interface CaseSyncAnswer {
  readonly news: CaseNews;
  /** Acts that are not in the answerer's log, packed. Spec: CEX-40. */
  readonly acts: Uint8Array;
  /** Position of the first entry that follows. */
  readonly from: number;
  /** Entries, packed; empty: none. */
  readonly entries: Uint8Array;
  /** The head to which the entries lead. */
  readonly until?: SignedNote;
  readonly bodies: readonly SaltedBody[];
  /** Introductions of authors that no first record names. */
  readonly introductions: readonly string[];
  /** The highest head that the asker cosigned, as the answerer knows. Spec: CEX-13. */
  readonly cosigned?: SignedNote;
  /** The newest statement of the asker, as the answerer knows. */
  readonly stated?: SignedNote;
}

/** How a case reaches a member for the first time. Spec: CEX-5. */
export interface CaseInvitation {
  readonly genesis: SignedNote;
  readonly introductions: readonly string[];
  /** The body of the first record. Spec: CPG-8. */
  readonly title?: SaltedBody;
}

const saltedJson = ({ hash, salt, body }: SaltedBody): JsonObject => ({ hash, salt: base64(salt), body: base64(body) });
const textOf = (note: SignedNote): string => fromUtf8(formatNote(note));
const noteIn = (value: Json): SignedNote => parseNote(utf8(typeof value === 'string' ? value : ''));
const named = (key: string, note: SignedNote | undefined): JsonObject =>
  note === undefined ? {} : { [key]: textOf(note) };
const maybe = (fields: Fields, key: string): Partial<Record<string, SignedNote>> =>
  fields.has(key) ? { [key]: noteIn(fields.any(key)) } : {};

const newsJson = ({ statements, certificate, head, proofs }: CaseNews): JsonObject => ({
  statements: statements.map(textOf),
  ...named('certificate', certificate),
  ...named('head', head),
  proofs: [...proofs],
});

const texts = (fields: Fields, key: string, most: number): string[] =>
  fields.list(key, most).map((text) => {
    if (typeof text !== 'string') throw fields.fault(key, 'A list of texts was expected.');
    return text;
  });

function readNews(fields: Fields): CaseNews {
  const news = {
    statements: fields.list('statements', 26).map(noteIn),
    ...maybe(fields, 'certificate'),
    ...maybe(fields, 'head'),
    proofs: texts(fields, 'proofs', 4),
  };
  fields.end();
  return news;
}

const fieldsOf = (text: Uint8Array): Fields => new Fields(parseForeignJson(fromUtf8(text)));

const noBytes = new Uint8Array();

export const syncBytes = ({ case: id, holding, news, acts, want }: CaseSync): Uint8Array =>
  messageBytes({
    text: utf8(JSON.stringify({ case: id, holding, news: newsJson(news), want })),
    acts,
    entries: noBytes,
  });

/** Reads a request. Spec: CEX-7, CEX-9. */
export function readSync(bytes: Uint8Array): CaseSync {
  const { text, acts } = openMessage(bytes, { packed: caseLimits.request, unpacked: caseLimits.asked });
  const fields = fieldsOf(text);
  const id = fields.text('case', idForm);
  const held = fields.object('holding');
  const holding = {
    size: held.integer('size', 0),
    root: held.text('root', idForm),
    term: held.integer('term', 0, 1_000_000),
    settled: held.integer('settled', 0),
  };
  held.end();
  const news = readNews(fields.object('news'));
  const want = fields.set('want', idForm, 64);
  fields.end();
  return { case: id, holding, news, acts, want };
}

export function answerBytes(answer: CaseSyncAnswer): Uint8Array {
  const text = JSON.stringify({
    news: newsJson(answer.news),
    from: answer.from,
    ...named('until', answer.until),
    bodies: answer.bodies.map(saltedJson),
    introductions: answer.introductions,
    ...named('cosigned', answer.cosigned),
    ...named('stated', answer.stated),
  });
  return messageBytes({ text: utf8(text), acts: answer.acts, entries: answer.entries });
}

function readSalted(member: Json, index: number): SaltedBody {
  const fields = new Fields(member, `/bodies/${index}`);
  const [hash, salt, body] = [fields.text('hash', idForm), fields.any('salt'), fields.any('body')];
  fields.end();
  const bytes = (text: Json): Uint8Array => fromBase64(typeof text === 'string' ? text : '!');
  return { hash, salt: bytes(salt), body: bytes(body) };
}

/** Reads an answer. Spec: CEX-7, CEX-9. */
export function readAnswer(bytes: Uint8Array): CaseSyncAnswer {
  const { text, acts, entries } = openMessage(bytes, { packed: caseLimits.answer, unpacked: caseLimits.answered });
  const fields = fieldsOf(text);
  const answer: CaseSyncAnswer = {
    acts,
    entries,
    news: readNews(fields.object('news')),
    from: fields.integer('from', 0),
    ...maybe(fields, 'until'),
    bodies: fields.list('bodies', 64).map(readSalted),
    introductions: texts(fields, 'introductions', 200),
    ...maybe(fields, 'cosigned'),
    ...maybe(fields, 'stated'),
  };
  fields.end();
  return answer;
}

export const invitationBytes = ({ genesis, introductions, title }: CaseInvitation): Uint8Array =>
  utf8(
    JSON.stringify({
      genesis: textOf(genesis),
      introductions,
      ...(title === undefined ? {} : { title: saltedJson(title) }),
    }),
  );

/** Reads an invitation. Spec: CEX-5. */
export function readInvitation(bytes: Uint8Array): CaseInvitation {
  if (bytes.length > caseLimits.invite) throw new Fault('case-size', 'The invitation is too large.');
  const fields = fieldsOf(bytes);
  const invitation = {
    genesis: noteIn(fields.any('genesis')),
    introductions: texts(fields, 'introductions', 200),
    ...(fields.has('title') ? { title: readSalted(fields.any('title'), 0) } : {}),
  };
  fields.end();
  return invitation;
}
