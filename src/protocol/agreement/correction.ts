import type { JsonObject } from '../bytes/canonical-json.ts';
import { Fields, idForm } from '../bytes/fields.ts';

/** What became of a record after it was released. Spec: COR-1. */
export const correctionKinds = ['erased', 'replaced', 'restricted', 'revoked'] as const;
export type CorrectionKind = (typeof correctionKinds)[number];

/** Tells the holder of a receipt what became of some of its items: the data of a `correction` record. Spec: COR-1. */
export interface CorrectionTerms {
  /** Id of the release record. */
  readonly release: string;
  /** Places in the release, rising. */
  readonly positions: readonly number[];
  readonly what: CorrectionKind;
  /** Unix seconds until which an answer is expected. */
  readonly due: number;
}

/** What a recipient did about a correction. Spec: COR-6. */
export const outcomes = ['done', 'kept', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** Why the law requires a body to be kept. Spec: COR-6. */
export const lawGrounds = ['criminal-proceedings', 'legal-hold', 'statutory-retention'] as const;
export type LawGround = (typeof lawGrounds)[number];
export const grounds = [...lawGrounds, 'not-bound', 'other-source'] as const;
export type Ground = (typeof grounds)[number];

/** The data of an `answer` record. Spec: COR-6. */
export interface AnswerTerms {
  readonly correction: string;
  /** Rises with each answer to one correction; what time it is, at least, so that it also rises after a restore. */
  readonly number: number;
  readonly outcome: Outcome;
  readonly ground?: Ground;
  /** Whether everybody to whom it was passed on has done the same. */
  readonly complete: boolean;
}

const mostPositions = 4_096;

/** The data of a correction. */
export const correctionJson = ({ release, positions, what, due }: CorrectionTerms): JsonObject => ({
  release,
  positions,
  what,
  due,
});

/** Reads a rising list of places in a release. */
function readPositions(fields: Fields): number[] {
  let next = 0;
  const positions = fields.list('positions', mostPositions).map((position) => {
    const read = new Fields({ position }, '/data/positions').integer('position', next, mostPositions - 1);
    next = read + 1;
    return read;
  });
  if (positions.length === 0) throw fields.fault('positions', 'At least one place was expected.');
  return positions;
}

/** Reads a correction. Spec: COR-1. */
export function readCorrection(data: JsonObject): CorrectionTerms {
  const fields = new Fields(data, '/data');
  const terms = {
    release: fields.text('release', idForm),
    positions: readPositions(fields),
    what: fields.oneOf('what', correctionKinds),
    due: fields.integer('due'),
  };
  fields.end();
  return terms;
}

/** The data of an answer. */
export const answerJson = ({ correction, number, outcome, ground, complete }: AnswerTerms): JsonObject => ({
  correction,
  number,
  outcome,
  ...(ground === undefined ? {} : { ground }),
  complete,
});

/** Reads an answer; what is done has no ground, what is not has one. Spec: COR-6. */
export function readAnswer(data: JsonObject): AnswerTerms {
  const fields = new Fields(data, '/data');
  const terms = {
    correction: fields.text('correction', idForm),
    number: fields.integer('number', 1),
    outcome: fields.oneOf('outcome', outcomes),
    ...(fields.has('ground') ? { ground: fields.oneOf('ground', grounds) } : {}),
    complete: fields.boolean('complete'),
  };
  fields.end();
  if ((terms.outcome === 'done') === 'ground' in terms)
    throw fields.fault('ground', 'A ground is given exactly when it was not done.');
  if (terms.outcome !== 'done' && terms.complete) throw fields.fault('complete', 'What is not done is not complete.');
  return terms;
}

/** Proves that what was agreed to be kept for some days is gone: the data of an `expiry` record. Spec: DUT-2. */
export interface ExpiryTerms {
  readonly release: string;
  readonly positions: readonly number[];
  /** `kept`: the law requires it, on this ground. */
  readonly ground?: LawGround;
}

/** The data of an expiry. */
export const expiryJson = ({ release, positions, ground }: ExpiryTerms): JsonObject => ({
  release,
  positions,
  ...(ground === undefined ? {} : { ground }),
});

/** Reads an expiry. Spec: DUT-2. */
export function readExpiry(data: JsonObject): ExpiryTerms {
  const fields = new Fields(data, '/data');
  const terms = {
    release: fields.text('release', idForm),
    positions: readPositions(fields),
    ...(fields.has('ground') ? { ground: fields.oneOf('ground', lawGrounds) } : {}),
  };
  fields.end();
  return terms;
}
