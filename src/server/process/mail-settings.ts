import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { tlpLevels } from '#protocol/record/label.ts';
import type { AddressRule } from '../egress/address-guard.ts';
import { type MailSender, type MailSettings, smtpSender } from '../egress/mail-sender.ts';

const fileOf = (directory: string): string => join(directory, 'mail.json');
const short = /^[^\s\p{Cc}]{1,200}$/u;

function read(text: string): MailSettings {
  const fields = new Fields(parseForeignJson(text));
  const settings: MailSettings = {
    host: fields.text('host', /^[A-Za-z0-9.:-]{1,200}$/),
    port: fields.integer('port', 1, 65_535),
    security: fields.oneOf('security', ['implicit-tls', 'starttls', 'none']),
    from: fields.text('from', /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,200}$/),
    ceiling: fields.oneOf('ceiling', tlpLevels),
    ...(fields.has('user') ? { user: fields.text('user', short), password: fields.text('password', short) } : {}),
  };
  fields.end();
  return settings;
}

/** How a party's server sends mail; undefined while it was not set up. Fault: `mail-settings-malformed`. */
export function mailSettings(directory: string): MailSettings | undefined {
  if (!existsSync(fileOf(directory))) return undefined;
  try {
    return read(readFileSync(fileOf(directory), 'utf8'));
  } catch (error) {
    // What was read may hold a password, so nothing of it is repeated.
    if (!(error instanceof Fault) && !(error instanceof SyntaxError)) throw error;
    throw new Fault('mail-settings-malformed', 'The settings for mail are not what "comity mail set" writes.');
  }
}

/** Keeps the settings, readable by the owner alone. Fault: `mail-settings-malformed`. */
export function keepMailSettings(directory: string, settings: MailSettings): void {
  const text = `${JSON.stringify(settings, undefined, 2)}\n`;
  try {
    read(text);
  } catch {
    throw new Fault('mail-settings-malformed', 'A host, a port, an address to send from and a level were expected.');
  }
  rmSync(fileOf(directory), { force: true });
  writeFileSync(fileOf(directory), text, { mode: 0o600, flag: 'wx', flush: true });
}

/** Sends no more mail. */
export const forgetMailSettings = (directory: string): void => rmSync(fileOf(directory), { force: true });

/** What sends mail for a party, if it was set up. Spec: NTC-13. */
export function mailSenderOf(directory: string, rule: AddressRule): MailSender | undefined {
  const settings = mailSettings(directory);
  return settings === undefined ? undefined : smtpSender(settings, rule);
}
