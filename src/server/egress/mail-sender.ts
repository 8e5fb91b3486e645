import { createTransport } from 'nodemailer';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { type AddressRule, checkAddress } from './address-guard.ts';
import { type Resolve, systemResolve } from './guarded-lookup.ts';

/** How this server sends mail. `none` is for a mail server on this very machine. Spec: NTC-13. */
export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly security: 'implicit-tls' | 'starttls' | 'none';
  readonly from: string;
  readonly user?: string;
  readonly password?: string;
  /** Up to this level a mail may hold what a notice says. Spec: NTC-12. */
  readonly ceiling: Tlp;
}

/** One mail: plain text. `id` is the same at every attempt. */
export interface Mail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** An iCalendar object to go along. */
  readonly calendar?: string;
}

/** Sends mail. Faults: `mail-refused` (for good), `mail-unreachable`, `mail-tls`, `egress-address-refused`. */
export interface MailSender {
  readonly ceiling: Tlp;
  send(mail: Mail): Promise<void>;
}

const limits = { connectionTimeout: 10_000, greetingTimeout: 10_000, socketTimeout: 20_000 } as const;

/** The one address that is connected to: resolved once and judged. One bad address among several refuses all. Spec: NTC-13. */
async function judgedAddress(settings: MailSettings, rule: AddressRule, resolve: Resolve): Promise<string> {
  const addresses = await resolve(settings.host).catch(() => []);
  const [first] = addresses;
  if (first === undefined) throw new Fault('mail-unreachable', 'The mail server has no address.');
  for (const address of addresses) checkAddress(address, settings.security !== 'none', rule);
  return first;
}

function explain(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const { responseCode, code } = error as { responseCode?: number; code?: string };
  if (code === 'EENVELOPE' || code === 'EMESSAGE')
    if (responseCode === undefined || responseCode >= 500)
      return new Fault('mail-refused', 'The mail server refuses this mail.');
  if (code === 'ETLS') return new Fault('mail-tls', 'The mail server could not prove who it is.');
  if (code === 'EAUTH') return new Fault('mail-credentials', 'The mail server does not accept our name and password.');
  return new Fault('mail-unreachable', 'The mail server cannot be reached, or does not take mail now.');
}

/** Sends over SMTP, with TLS that proves who answers, to a permitted address. Credentials are never in a fault or a log. Spec: NTC-13. */
export function smtpSender(settings: MailSettings, rule: AddressRule, resolve: Resolve = systemResolve): MailSender {
  const { user, password, security } = settings;
  const auth = user === undefined ? {} : { auth: { user, pass: password ?? '' } };
  return {
    ceiling: settings.ceiling,
    async send({ id, to, subject, text, calendar }) {
      try {
        const transport = createTransport({
          host: await judgedAddress(settings, rule, resolve),
          port: settings.port,
          secure: security === 'implicit-tls',
          requireTLS: security === 'starttls',
          ignoreTLS: security === 'none',
          tls: { servername: settings.host, minVersion: 'TLSv1.2' },
          disableFileAccess: true,
          disableUrlAccess: true,
          allowInternalNetworkInterfaces: true,
          ...limits,
          ...auth,
        });
        const [, domain = 'localhost'] = settings.from.split('@');
        const icalEvent = calendar === undefined ? {} : { icalEvent: { method: 'PUBLISH', content: calendar } };
        await transport.sendMail({
          from: settings.from,
          to,
          subject,
          text,
          messageId: `<${id}@${domain}>`,
          ...icalEvent,
        });
        transport.close();
      } catch (error) {
        throw explain(error);
      }
    },
  };
}
