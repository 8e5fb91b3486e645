import { Fault } from '#protocol/bytes/fault.ts';
import { type FaultStatus, faultPage } from '#web/pages/fault-page.ts';
import type { Reader } from '#web/reader.ts';
import { storeRetry } from '../store/store-fault.ts';
import { sendPage } from './visit.ts';

/** Statuses of faults by code; any other fault is content that breaks a rule. */
const statuses: Readonly<Record<string, FaultStatus>> = {
  'not-found': 404,
  'item-unknown': 404,
  'agreement-unknown': 404,
  'party-unknown': 404,
  'log-entry-unknown': 404,
  'log-empty': 404,
  'account-unknown': 404,
  'method-refused': 405,
  'form-malformed': 400,
  'form-forged': 403,
  'role-refused': 403,
  'account-of-partner': 403,
  'session-missing': 401,
  'body-too-large': 413,
  'approval-unneeded': 409,
  'agreement-signed': 409,
  'agreement-ended': 409,
  'proof-incomplete': 409,
  'log-behind': 503,
  'server-busy': 503,
  'store-full': 503,
  'store-read-only': 503,
  'store-failing': 503,
  'store-damaged': 503,
  'store-busy': 503,
  // What is kept here does not verify: nobody who reads a page can have caused that.
  'note-signature-wrong': 500,
  'note-unsigned': 500,
  'note-unknown': 500,
};

/** The status that a fault is answered with. */
const statusOfFault = ({ code }: Fault): FaultStatus => statuses[code] ?? 422;

/** What is missing and what is hidden look the same: no code, no sentence, nothing of the address. */
const isSilent = (status: FaultStatus): boolean => status === 404;

/** The page of a fault. An error of ours shows nothing but that it is one. */
export function sendFault(error: unknown, reader: Reader): Response {
  if (!(error instanceof Fault)) return sendPage(faultPage({ status: 500, code: 'internal-error' }, reader), 500);
  const status = statusOfFault(error);
  const { code, message, path } = error;
  const view = isSilent(status) ? { status } : { status, code, message, ...(path === '' ? {} : { at: path }) };
  const page = sendPage(faultPage(view, reader), status);
  if (status === 503) page.headers.set('retry-after', storeRetry);
  return page;
}
