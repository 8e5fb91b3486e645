import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { after, describe, it } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import { globalAddresses, globalAndLoopback } from './address-guard.ts';
import { type MailSettings, smtpSender } from './mail-sender.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

/** A mail server of a few words: gives its port, and what it was told. `recipient`: its answer to RCPT. */
async function postOffice(recipient = '250 ok', extension = '250 small'): Promise<{ port: number; told: string[] }> {
  const told: string[] = [];
  const server = createServer((socket) => {
    let isBody = false;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      told.push(line);
      if (isBody) {
        isBody = line !== '.';
        if (!isBody) say('250 taken');
      } else if (/^EHLO/.test(line)) say(extension);
      else if (/^RCPT/.test(line)) say(recipient);
      else if (/^DATA/.test(line)) {
        isBody = true;
        say('354 go on');
      } else if (/^QUIT/.test(line)) socket.end('221 bye\r\n');
      else say(/^STARTTLS/.test(line) ? '502 no' : '250 ok');
    };
    let rest = '';
    socket.on('data', (data) => {
      const lines = (rest + data.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      lines.forEach(hear);
    });
    socket.on('error', () => undefined);
    say('220 test');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, told };
}

const settings = (port: number, change: Partial<MailSettings> = {}): MailSettings => ({
  host: 'mail.example',
  port,
  security: 'none',
  from: 'duty@aldoria.example',
  ceiling: 'clear',
  ...change,
});
const here = () => Promise.resolve(['127.0.0.1']);
const mail = { id: 'ab12', to: 'duty@bereth.example', subject: 'Urgent: 预警', text: 'Sign in.\n' };

const codeOf = async (sending: Promise<void>): Promise<string> => {
  try {
    await sending;
    return 'sent';
  } catch (error) {
    assert.ok(error instanceof Fault);
    return error.code;
  }
};

describe('mail over SMTP', () => {
  it('hands over one mail with an id that is the same at every attempt', async () => {
    const { port, told } = await postOffice();
    await smtpSender(settings(port), globalAndLoopback, here).send(mail);
    assert.ok(told.includes('RCPT TO:<duty@bereth.example>'));
    assert.ok(told.includes('Message-ID: <ab12@aldoria.example>'));
    assert.ok(told.includes('Sign in.'));
  });

  it('carries an iCalendar object beside the text', async () => {
    const { port, told } = await postOffice();
    const calendar = 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n';
    await smtpSender(settings(port), globalAndLoopback, here).send({ ...mail, calendar });
    assert.ok(told.some((line) => /^Content-Type: text\/calendar/.test(line)));
  });

  it('tells a refusal for good from one that may pass', async () => {
    for (const [answer, code] of [
      ['550 no such mailbox', 'mail-refused'],
      ['451 try later', 'mail-unreachable'],
    ] as const) {
      const { port } = await postOffice(answer);
      assert.equal(await codeOf(smtpSender(settings(port), globalAndLoopback, here).send(mail)), code);
    }
  });

  it('NTC-13: gives no word of a mail to a server that offers no TLS, unless it is this very machine', async () => {
    const { port, told } = await postOffice();
    const sender = smtpSender(settings(port, { security: 'starttls' }), globalAndLoopback, here);
    assert.notEqual(await codeOf(sender.send(mail)), 'sent');
    assert.ok(!told.some((line) => /^(?:MAIL|RCPT|AUTH|DATA)/.test(line)), told.join('|'));
    const away = smtpSender(settings(port), globalAndLoopback, () => Promise.resolve(['192.0.2.1']));
    assert.equal(await codeOf(away.send(mail)), 'egress-address-refused');
  });

  it('NTC-13: connects to permitted addresses only, and to none when one of several is not', async () => {
    const { port, told } = await postOffice();
    assert.equal(await codeOf(smtpSender(settings(port), globalAddresses, here).send(mail)), 'egress-address-refused');
    const mixed = () => Promise.resolve(['127.0.0.1', '10.0.0.1']);
    assert.equal(
      await codeOf(smtpSender(settings(port), globalAndLoopback, mixed).send(mail)),
      'egress-address-refused',
    );
    assert.equal(
      await codeOf(smtpSender(settings(port), globalAndLoopback, () => Promise.resolve([])).send(mail)),
      'mail-unreachable',
    );
    assert.deepEqual(told, []);
  });

  it('never repeats a password in a fault', async () => {
    const { port } = await postOffice('250 ok', '250-small\r\n250 AUTH PLAIN');
    const sender = smtpSender(settings(port, { user: 'duty', password: 'hunter-two' }), globalAndLoopback, here);
    try {
      await sender.send(mail);
    } catch (error) {
      assert.ok(error instanceof Fault);
      assert.doesNotMatch(`${error.message} ${error.code} ${error.stack}`, /hunter/);
    }
  });
});
