import { readFileSync } from 'node:fs';
import { tlpLevels } from '#protocol/record/label.ts';
import { forgetMailSettings, keepMailSettings, mailSettings } from '#server/process/mail-settings.ts';
import { requireParty } from '#server/process/party-directory.ts';
import { chosen, command, group, shared } from './command.ts';

const securities = { 'implicit-tls': 'implicit-tls', starttls: 'starttls', none: 'none' } as const;
const levels = Object.fromEntries(tlpLevels.map((level) => [level, level]));

const set = command({
  about: 'Say which mail server takes mail about notices',
  words: [],
  options: {
    data: shared.data,
    host: { type: 'string', value: 'HOST', about: 'Name of the mail server', required: true },
    port: { type: 'string', value: 'PORT', about: 'Its port; 587 unless told' },
    security: {
      type: 'string',
      value: 'HOW',
      about: 'starttls (unless told), implicit-tls, or none on this very machine',
    },
    from: { type: 'string', value: 'ADDRESS', about: 'Address that mail comes from', required: true },
    user: { type: 'string', value: 'NAME', about: 'Name to sign in with' },
    'password-file': { type: 'string', value: 'FILE', about: 'File whose first line is the password' },
    'content-up-to': {
      type: 'string',
      value: 'LEVEL',
      about: 'Level up to which mail holds the notice; clear unless told',
    },
  },
  example: 'mail set --data ./party --host mail.aldoria.example --from duty@aldoria.example',
  notes:
    'The settings are kept in mail.json, readable by its owner alone. A running server uses them at its next round.',
  run({ values }, terminal) {
    requireParty(values.data);
    const file = values['password-file'];
    const password = file === undefined ? '' : (readFileSync(file, 'utf8').split('\n', 1)[0] ?? '').trim();
    keepMailSettings(values.data, {
      host: values.host,
      port: Number(values.port ?? 587),
      security: chosen(securities, values.security ?? 'starttls', 'mail: --security '),
      from: values.from,
      ceiling:
        tlpLevels.find(
          (level) => level === chosen(levels, values['content-up-to'] ?? 'clear', 'mail: --content-up-to '),
        ) ?? 'clear',
      ...(values.user === undefined ? {} : { user: values.user, password }),
    });
    terminal.out('Mail about notices is on.\n');
    return 0;
  },
});

const show = command({
  about: 'Show how mail is sent; never the password',
  words: [],
  options: shared,
  example: 'mail show --data ./party',
  run({ values }, terminal) {
    requireParty(values.data);
    const { password: _, ...settings } = mailSettings(values.data) ?? {};
    const isOff = Object.keys(settings).length === 0;
    const lines = Object.entries(settings).map(([name, value]) => `${name}\t${value}\n`);
    if (values.json === true) terminal.out(`${JSON.stringify(isOff ? null : settings)}\n`);
    else terminal.out(isOff ? 'No mail is sent.\n' : lines.join(''));
    return 0;
  },
});

const off = command({
  about: 'Send no more mail, and forget the settings',
  words: [],
  options: { data: shared.data },
  example: 'mail off --data ./party',
  run({ values }, terminal) {
    requireParty(values.data);
    forgetMailSettings(values.data);
    terminal.out('No mail is sent.\n');
    return 0;
  },
});

/** `comity mail`: how mail about notices is sent. Spec: NTC-13. */
export const mail = group('Set up mail about notices', { set, show, off }, 'mail show --data ./party');
