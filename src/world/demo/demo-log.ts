import { pino } from 'pino';
import type { ServerLog } from '#server/process/server-log.ts';

/** The demonstration's terminal is for people: only what nobody expected is shown. */
export const demoLog: ServerLog = pino({ level: 'error' }, pino.destination({ dest: 2, sync: true }));
