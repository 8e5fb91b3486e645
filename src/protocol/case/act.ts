import type { JsonObject } from '../bytes/canonical-json.ts';
import { Fault } from '../bytes/fault.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { roleForm } from './genesis.ts';
import { type Place, readPlace } from './room.ts';

/** What a field of an act may hold in the head; words belong in the body. Spec: CAS-2. */
export type FieldValue = string | number;

/** The head data of an `act` record. Spec: CAS-2. */
export interface Act {
  readonly case: string;
  /** Counts the acts of this author in this case from 1. */
  readonly n: number;
  /** The last checkpoint that the author had verified: the act cannot be told to come before it. */
  readonly seen: { readonly size: number; readonly root: string };
  /** Name of the act in the procedure. */
  readonly act: string;
  /** The party that the act is about, for what is kept for each party. */
  readonly about?: string;
  /** The record id of the act that made the item that this act is about. Spec: PRO-20. */
  readonly item?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Where the words are said; absent: there are none. Spec: ROM-7. */
  readonly room?: Place;
}

export const fieldForm = /^[a-z][a-zA-Z0-9]{0,40}$/;
const mostFields = 16;
/** The first 16 bytes of a root: enough that nobody finds another log with the same, and light on a thin link. */
const shortRoot = /^[0-9a-f]{32}$/;

function readFields(data: Fields): Record<string, FieldValue> {
  const value = data.any('fields');
  if (typeof value !== 'object' || Array.isArray(value)) throw data.fault('fields', 'An object was expected.');
  const entries = Object.entries(value as JsonObject);
  if (entries.length > mostFields) throw data.fault('fields', `An act has at most ${mostFields} fields.`);
  return Object.fromEntries(
    entries.map(([key, field]): [string, FieldValue] => {
      const fits =
        typeof field === 'number' ? Number.isSafeInteger(field) : typeof field === 'string' && field.length <= 200;
      if (!fieldForm.test(key) || !fits)
        throw new Fault('act-field', 'A field of an act has the wrong form.', `/data/fields/${key.slice(0, 41)}`);
      return [key, field as FieldValue];
    }),
  );
}

const readOnce = new WeakMap<JsonObject, Act>();

/** Reads the head data of an act, which never changes, once. Faults: `act-field` and those of fields. Spec: CAS-2. */
export const readAct = (data: JsonObject): Act => readOnce.getOrInsertComputed(data, readFresh);

function readFresh(data: JsonObject): Act {
  const fields = new Fields(data, '/data');
  const caseId = fields.text('case', idForm);
  const n = fields.integer('n', 1);
  const seen = fields.object('seen');
  const act: Act = {
    case: caseId,
    n,
    seen: { size: seen.integer('size', 1), root: seen.text('root', shortRoot) },
    act: fields.text('act', roleForm),
    ...(fields.has('about') ? { about: fields.text('about', idForm) } : {}),
    ...(fields.has('item') ? { item: fields.text('item', idForm) } : {}),
    fields: readFields(fields),
    ...(fields.has('room') ? { room: readPlace(fields.object('room')) } : {}),
  };
  seen.end();
  fields.end();
  return act;
}

/** The canonical form. */
export const actJson = (act: Act): JsonObject => ({
  case: act.case,
  n: act.n,
  seen: { ...act.seen },
  act: act.act,
  ...(act.about === undefined ? {} : { about: act.about }),
  ...(act.item === undefined ? {} : { item: act.item }),
  fields: { ...act.fields },
  ...(act.room === undefined ? {} : { room: { ...act.room } }),
});
