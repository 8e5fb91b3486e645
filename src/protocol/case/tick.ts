import type { JsonObject } from '../bytes/canonical-json.ts';
import { Fields, idForm } from '../bytes/fields.ts';
import { fromUtf8, utf8 } from '../bytes/text.ts';
import { formatNote, parseNote, type SignedNote } from '../identity/signed-note.ts';

/** The data of a `tick` record: the depositary embeds a certificate of an earlier head. Spec: CAS-6. */
export interface Tick {
  readonly case: string;
  readonly certificate: SignedNote;
}

const noteForm = /^[^\u0000-\u0009\u000b-\u001f]{1,60000}$/u;

/** Reads a tick; the certificate is not verified yet. Spec: CAS-6. */
export function readTick(data: JsonObject): Tick {
  const fields = new Fields(data, '/data');
  const tick = {
    case: fields.text('case', idForm),
    certificate: parseNote(utf8(fields.text('certificate', noteForm))),
  };
  fields.end();
  return tick;
}

/** The canonical form. */
export const tickJson = ({ case: caseId, certificate }: Tick): JsonObject => ({
  case: caseId,
  certificate: fromUtf8(formatNote(certificate)),
});
