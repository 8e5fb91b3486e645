import { textFor } from '#desks/infrastructure/notice.ts';
import { calendarText } from '#exchange/icalendar/calendar.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { tlpAtMost } from '#protocol/record/label.ts';
import { noticeMail } from '#web/mail/notice-mail.ts';
import type { Mail, MailSender } from '../egress/mail-sender.ts';
import { type HeldNotice, newestVersion, noticeAt } from '../notice/held-notice.ts';
import { mailToSend, noteMail, type QueuedMail, queueDueMail } from '../notice/mail-queue.ts';
import { matrixOf } from '../notice/notice-matrix.ts';
import { steadyNow } from '../notice/steady-time.ts';
import { theRest } from '../notice/the-rest.ts';
import { explainRelease } from '../party/explain-release.ts';
import type { Party } from '../party/party.ts';
import { PartyNames } from '../party/party-names.ts';
import { peer } from '../party/peer-book.ts';
import type { Job } from './job.ts';

const mostAtOnce = 10;
const mostTries = 10;

/** The notice, when a mail about it may and should still go: decided again before each attempt. Spec: NTC-12. */
function stillDue(party: Party, mail: QueuedMail): HeldNotice | undefined {
  const held = noticeAt(party, mail.item);
  if (held === undefined || newestVersion(party, held.id)?.seq !== held.seq) return undefined;
  if (steadyNow(party) > held.notice.until) return undefined;
  if (explainRelease(party, held.seq, mail.party).verdict !== 'allowed') return undefined;
  if (held.notice.state === 'cancelled') return mail.occasion === 'cancelled' ? held : undefined;
  return theRest(matrixOf(party, held), held).includes(mail.party) ? held : undefined;
}

/** The deadline for the recipient's calendar; its words are those of the subject, which says nothing of the notice. */
function deadline({ id, at, notice }: HeldNotice, url: string, summary: string, by: number): string {
  const entry = { uid: `${id}-deadline`, stamp: at, sequence: notice.version, summary, url };
  return calendarText(summary, [{ kind: 'event', ...entry, start: by, end: by }]);
}

/** Where a recipient opens a notice: on its own server, or on ours when it has none. */
function placeFor(party: Party, recipient: string, notice: string): string {
  const url = peer(party, recipient)?.url;
  return url === undefined ? `${party.url}/mine/notices/${notice}` : `${url}/notices/${notice}`;
}

/** What a mail says: above the operator's level only that there is a notice, and where to read it. Spec: NTC-12. */
function written(party: Party, held: HeldNotice, queued: QueuedMail, { ceiling }: MailSender): Mail {
  const { notice } = held;
  const isCancelled = notice.state === 'cancelled';
  const isWhole = tlpAtMost(held.label.tlp, ceiling) && !isCancelled;
  const url = placeFor(party, queued.party, held.id);
  const mail = noticeMail({
    language: queued.lang,
    from: new PartyNames(party, queued.lang).of(party.id).name,
    urgency: notice.urgency,
    ...(notice.by === undefined ? {} : { by: notice.by }),
    url,
    occasion: isCancelled ? 'cancelled' : queued.occasion === 'notice' ? 'notice' : 'reminder',
    ...(isWhole ? { text: textFor(notice, queued.lang) } : {}),
  });
  const id = sha256Hex(utf8(`${held.item} ${queued.party} ${queued.rank} ${queued.occasion}`)).slice(0, 32);
  const calendar = notice.by === undefined ? {} : { calendar: deadline(held, url, mail.subject, notice.by) };
  return { id, to: queued.address, ...mail, ...calendar };
}

const isFinal = (code: string | undefined): boolean => code === 'mail-refused';

async function sendOne(party: Party, queued: QueuedMail, mail: MailSender): Promise<void> {
  const held = stillDue(party, queued);
  if (held === undefined) return noteMail(party, queued, 'dropped');
  try {
    await mail.send(written(party, held, queued, mail));
    noteMail(party, queued, 'sent');
  } catch (error) {
    const code = faultCode(error);
    if (code === undefined) throw error;
    noteMail(party, queued, isFinal(code) || queued.tries + 1 >= mostTries ? 'failed' : 'waiting', code);
  }
}

/** Writes to the duty contacts of those that have not answered, and to the next ones in time. Spec: NTC-11, NTC-13. */
export const noticeMailJob: Job = {
  name: 'notice-mail',
  async run({ party, mail }) {
    if (mail === undefined) return;
    party.transaction(() => queueDueMail(party));
    for (const queued of mailToSend(party, mostAtOnce)) await sendOne(party, queued, mail);
  },
};
