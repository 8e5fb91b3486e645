import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';

/** What a recipient says about a notice. Spec: NTC-5. */
export const answerSteps = ['opened', 'acknowledged'] as const;
export type AnswerStep = (typeof answerSteps)[number];

/** What an acknowledgement may add. */
export const answerStatuses = ['working', 'handled', 'not-affected'] as const;
export type AnswerStatus = (typeof answerStatuses)[number];

/** The function in which somebody answers: no name, no personal data. */
export const answerRoles = ['viewer', 'analyst', 'releaser', 'administrator'] as const;
export type AnswerRole = (typeof answerRoles)[number];

/** The data of a `notice-answer` record. */
export interface NoticeAnswer {
  /** SHA-256 of the text of the notice's item: one version, label included. */
  readonly item: string;
  readonly step: AnswerStep;
  readonly status?: AnswerStatus;
  readonly role: AnswerRole;
}

export const answerJson = ({ item, step, status, role }: NoticeAnswer): JsonObject => ({
  item,
  step,
  ...(status === undefined ? {} : { status }),
  role,
});

/** Reads the data of an answer; a status belongs to an acknowledgement alone. Spec: NTC-5. */
export function readAnswer(data: JsonObject): NoticeAnswer {
  const fields = new Fields(data, '/data');
  const item = fields.text('item', idForm);
  const step = fields.oneOf('step', answerSteps);
  const status =
    step === 'acknowledged' && fields.has('status') ? { status: fields.oneOf('status', answerStatuses) } : {};
  const role = fields.oneOf('role', answerRoles);
  fields.end();
  return { item, step, ...status, role };
}
