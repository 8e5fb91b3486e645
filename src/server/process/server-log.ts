import { type DestinationStream, type Logger, pino } from 'pino';
import { faultCode } from '#protocol/bytes/fault.ts';
import { storeFault } from '../store/store-fault.ts';

export type ServerLog = Logger;

/** Members that must never be written, whoever passes them by mistake. */
const secretMembers = [
  'authorization',
  'cookie',
  'set-cookie',
  'signature',
  'signature-input',
  'headers',
  'body',
  'password',
  'token',
  'secret',
  'secrets',
];

const redact = {
  paths: secretMembers.flatMap((name) => [`["${name}"]`, `*["${name}"]`]),
  censor: '[redacted]',
};

/** Structured lines, one JSON object each, without host name and process number. */
export const serverLog = (party: string, destination: DestinationStream): ServerLog =>
  pino({ base: { party: party.slice(0, 12) }, timestamp: pino.stdTimeFunctions.isoTime, redact }, destination);

/** The log of a running process: its standard error. */
export const standardErrorLog = (party: string): ServerLog =>
  serverLog(party, pino.destination({ dest: 2, sync: true }));

/**
 * What may be written about an error: codes and places in our own code. Its message stays out, since
 * messages quote what was being read (JSON.parse does).
 */
export function errorFields(error: unknown): Record<string, unknown> {
  const code = faultCode(error) ?? storeFault(error)?.code;
  if (code !== undefined) return { fault: code };
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return { error: error.name, at: frames.slice(0, 8).map((line) => line.trim()) };
}
