import type { NoticeText } from '#desks/infrastructure/notice.ts';
import type { Urgency } from '#desks/infrastructure/urgency.ts';
import type { Language } from '../language.ts';
import { words } from '../words.ts';

/** What a mail about a notice is made of. Times in Unix seconds. */
export interface NoticeMail {
  readonly language: Language;
  /** Who warns. */
  readonly from: string;
  readonly urgency: Urgency;
  readonly by?: number;
  /** Where the recipient signs in to read and acknowledge. */
  readonly url: string;
  /** `cancelled`: what it warned of no longer holds. */
  readonly occasion: 'notice' | 'reminder' | 'cancelled';
  /** What the notice says; absent where its label is above what mail may carry. Spec: NTC-12. */
  readonly text?: NoticeText;
}

const utc = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Subject and plain text of a mail about a notice. Without its text there is no word of the notice in it. Spec: NTC-12. */
export function noticeMail(mail: NoticeMail): { subject: string; text: string } {
  const { plain } = words(mail);
  const urgency = plain(`warn.urgency.${mail.urgency}`);
  const said =
    mail.text === undefined
      ? []
      : [mail.text.title, mail.text.body, ...mail.text.steps.map((one, n) => `${n + 1}. ${one}`)];
  const lines = [
    ...(mail.occasion === 'reminder' ? [plain('mail.reminder')] : []),
    plain(mail.occasion === 'cancelled' ? 'mail.cancelled' : 'mail.lead', { party: mail.from }),
    ...said,
    ...(mail.by === undefined ? [] : [plain('mail.by', { time: utc(mail.by) })]),
    plain(mail.occasion === 'cancelled' ? 'mail.where-cancelled' : 'mail.where', { url: mail.url }),
    plain('mail.because'),
  ];
  return {
    subject: plain('mail.subject', { urgency, party: mail.from }),
    text: `${lines.filter((line) => line !== '').join('\n\n')}\n`,
  };
}
