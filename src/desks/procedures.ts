import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { type Procedure, procedureHash, readProcedure } from '#protocol/case/procedure.ts';
import { incidentCoordination } from './infrastructure/incident-coordination.ts';
import { consultation } from './stability/consultation.ts';
import { contactTest } from './stability/contact-test.ts';
import { notification } from './stability/notification.ts';

/** A procedure that this version can run, with the hash by which cases name it. */
export interface KnownProcedure {
  readonly hash: string;
  readonly procedure: Procedure;
  /** As it is written down. */
  readonly data: JsonObject;
}

const known = (data: JsonObject): KnownProcedure => ({
  hash: procedureHash(data),
  procedure: readProcedure(data),
  data,
});

/** Every procedure, old versions included as long as a case may run under them. */
export const procedures: readonly KnownProcedure[] = [
  consultation,
  notification,
  contactTest,
  incidentCoordination,
].map(known);
