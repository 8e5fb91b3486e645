import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { base64 } from '#protocol/bytes/encodings.ts';
import type { FieldValue } from '#protocol/case/act.ts';
import { type ProvedAct, readActProof, verifyActProof } from '#protocol/case/act-proof.ts';
import { labelJson } from '#protocol/record/label.ts';

/** What a proof of an act shows, as plain data. Spec: LNC-4, LNC-5. */
export interface ActClaim extends Pick<ProvedAct, 'form' | 'id' | 'index' | 'cosigners' | 'quorum' | 'time'> {
  readonly case: string;
  readonly author: string;
  /** Unix seconds, as the author's clock said; `time` is that of those who cosigned. */
  readonly at: number;
  readonly label: JsonObject;
  readonly act: string;
  readonly about?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Base64 of the body as it is kept; absent when the act has none, or it was left out. */
  readonly body?: string;
  /** Base64 of the file key of age that opens it. */
  readonly key?: string;
}

/** Checks the file of a proof of an act. Faults: those of reading and verifying it. Spec: LNC-4. */
export function checkAct(bytes: Uint8Array): ActClaim {
  const { form, id, index, cosigners, quorum, time, head, act, body, key } = verifyActProof(readActProof(bytes));
  return {
    form,
    id,
    index,
    cosigners,
    ...(quorum === undefined ? {} : { quorum }),
    time,
    case: act.case,
    author: head.author,
    at: head.at,
    label: labelJson(head.label),
    act: act.act,
    ...(act.about === undefined ? {} : { about: act.about }),
    fields: act.fields,
    ...(body === undefined ? {} : { body: base64(body) }),
    ...(key === undefined ? {} : { key: base64(key) }),
  };
}
