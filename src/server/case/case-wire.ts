import type { Json, JsonObject } from '#protocol/bytes/canonical-json.ts';
import { base64, fromBase64 } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import type { SaltedBody } from './case-body.ts';

/** Most bytes of what travels about a case; a request must pass the front door. Spec: CEX-9. */
export const caseLimits = { request: 1_000_000, answer: 8_000_000, entries: 4_000_000, invite: 1_000_000 } as const;

/** What members tell each other, whoever asks. Spec: CEX-7. */
export interface CaseNews {
  readonly acts: readonly SignedNote[];
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
  /** Hashes of bodies that the asker lacks. */
  readonly want: readonly string[];
}

export interface CaseSyncAnswer {
  readonly news: CaseNews;
  /** Position of the first entry that follows. */
  readonly from: number;
  readonly entries: readonly Uint8Array[];
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
}

const textOf = (note: SignedNote): string => fromUtf8(formatNote(note));
const noteIn = (value: Json): SignedNote => parseNote(utf8(typeof value === 'string' ? value : ''));
const named = (key: string, note: SignedNote | undefined): JsonObject =>
  note === undefined ? {} : { [key]: textOf(note) };
const maybe = (fields: Fields, key: string): Partial<Record<string, SignedNote>> =>
  fields.has(key) ? { [key]: noteIn(fields.any(key)) } : {};

const newsJson = ({ acts, statements, certificate, head, proofs }: CaseNews): JsonObject => ({
  acts: acts.map(textOf),
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
    acts: fields.list('acts', 64).map(noteIn),
    statements: fields.list('statements', 26).map(noteIn),
    ...maybe(fields, 'certificate'),
    ...maybe(fields, 'head'),
    proofs: texts(fields, 'proofs', 4),
  };
  fields.end();
  return news;
}

function fieldsOf(bytes: Uint8Array, most: number): Fields {
  if (bytes.length > most) throw new Fault('case-size', 'What came about a case is too large.');
  return new Fields(parseForeignJson(fromUtf8(bytes)));
}

export const syncBytes = ({ case: id, holding, news, want }: CaseSync): Uint8Array =>
  utf8(JSON.stringify({ case: id, holding, news: newsJson(news), want }));

/** Reads a request. Spec: CEX-7, CEX-9. */
export function readSync(bytes: Uint8Array): CaseSync {
  const fields = fieldsOf(bytes, caseLimits.request);
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
  return { case: id, holding, news, want };
}

export const answerBytes = (answer: CaseSyncAnswer): Uint8Array =>
  utf8(
    JSON.stringify({
      news: newsJson(answer.news),
      from: answer.from,
      entries: answer.entries.map(fromUtf8),
      ...named('until', answer.until),
      bodies: answer.bodies.map(({ hash, salt, body }) => ({ hash, salt: base64(salt), body: base64(body) })),
      introductions: answer.introductions,
      ...named('cosigned', answer.cosigned),
      ...named('stated', answer.stated),
    }),
  );

function readSalted(member: Json, index: number): SaltedBody {
  const fields = new Fields(member, `/bodies/${index}`);
  const [hash, salt, body] = [fields.text('hash', idForm), fields.any('salt'), fields.any('body')];
  fields.end();
  const bytes = (text: Json): Uint8Array => fromBase64(typeof text === 'string' ? text : '!');
  return { hash, salt: bytes(salt), body: bytes(body) };
}

/** Reads an answer. Spec: CEX-7, CEX-9. */
export function readAnswer(bytes: Uint8Array): CaseSyncAnswer {
  const fields = fieldsOf(bytes, caseLimits.answer);
  const answer: CaseSyncAnswer = {
    news: readNews(fields.object('news')),
    from: fields.integer('from', 0),
    entries: texts(fields, 'entries', 100_000).map((text) => utf8(text)),
    ...maybe(fields, 'until'),
    bodies: fields.list('bodies', 64).map(readSalted),
    introductions: texts(fields, 'introductions', 200),
    ...maybe(fields, 'cosigned'),
    ...maybe(fields, 'stated'),
  };
  fields.end();
  return answer;
}

export const invitationBytes = ({ genesis, introductions }: CaseInvitation): Uint8Array =>
  utf8(JSON.stringify({ genesis: textOf(genesis), introductions }));

/** Reads an invitation. Spec: CEX-5. */
export function readInvitation(bytes: Uint8Array): CaseInvitation {
  const fields = fieldsOf(bytes, caseLimits.invite);
  const invitation = { genesis: noteIn(fields.any('genesis')), introductions: texts(fields, 'introductions', 200) };
  fields.end();
  return invitation;
}
