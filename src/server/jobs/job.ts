import type { MailSender } from '../egress/mail-sender.ts';
import type { Transport } from '../egress/transport.ts';
import type { Party } from '../party/party.ts';

/** What a job works with. Time is `party.now`; the transport is the only way out. */
export interface JobWork {
  readonly party: Party;
  readonly transport: Transport;
  /** Sends mail, where the operator has set it up. */
  readonly mail?: MailSender | undefined;
}

/**
 * Outgoing or overdue work of a party beside the meetings with partners. A job is asked at every
 * round, decides from the store and the clock whether anything is due, and does a bounded part of
 * it; nothing depends on when it was asked last.
 */
export interface Job {
  readonly name: string;
  run(work: JobWork): void | Promise<void>;
}
