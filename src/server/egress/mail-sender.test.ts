import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import {
  createSecureContext,
  createServer as createTlsServer,
  getCACertificates,
  setDefaultCACertificates,
  TLSSocket,
} from 'node:tls';
import { Fault } from '#protocol/bytes/fault.ts';
import { globalAddresses, globalAndLoopback } from './address-guard.ts';
import { type MailSettings, smtpSender } from './mail-sender.ts';
import { testCertificate } from './test-certificate.ts';

const servers: Server[] = [];
after(() => {
  for (const server of servers) server.close();
});

interface Office {
  /** Its answer to RCPT. */
  readonly recipient?: string;
  /** Its answer to EHLO. */
  readonly extension?: string;
  /** With which it proves who it is: from the first byte, or after STARTTLS. */
  readonly certificate?: { readonly key: string; readonly cert: string };
  readonly isImplicit?: boolean;
}

/** What was said to a mail server; in clear stands what anybody on the way could read. */
interface Told {
  readonly told: string[];
  readonly inClear: string[];
}

/** Speaks with one client over one connection, from here on. */
function converse(socket: Socket, office: Office, { told, inClear }: Told): void {
  const { recipient = '250 ok', extension = '250 small', certificate } = office;
  let isBody = false;
  let rest = '';
  const say = (line: string) => socket.write(`${line}\r\n`);
  const startTls = (): void => {
    if (certificate === undefined) return void say('502 no');
    say('220 go on');
    socket.removeAllListeners('data');
    const secured = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(certificate) });
    converse(secured, { ...office, extension: '250 small' }, { told, inClear });
  };
  const hear = (line: string): void => {
    told.push(line);
    if (!(socket instanceof TLSSocket)) inClear.push(line);
    if (isBody) {
      isBody = line !== '.';
      if (!isBody) say('250 taken');
    } else if (/^EHLO/.test(line)) say(extension);
    else if (/^RCPT/.test(line)) say(recipient);
    else if (/^DATA/.test(line)) {
      isBody = true;
      say('354 go on');
    } else if (/^QUIT/.test(line)) socket.end('221 bye\r\n');
    else if (/^STARTTLS/.test(line)) startTls();
    else say(/^AUTH/.test(line) ? '235 ok' : '250 ok');
  };
  socket.on('data', (data) => {
    const lines = (rest + data.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    lines.forEach(hear);
  });
  socket.on('error', () => undefined);
}

/** A mail server of a few words: gives its port, and what it was told. */
async function postOffice(office: Office = {}): Promise<Told & { port: number }> {
  const heard: Told = { told: [], inClear: [] };
  const greet = (socket: Socket): void => {
    converse(socket, office, heard);
    socket.write('220 test\r\n');
  };
  const isTls = office.isImplicit === true && office.certificate !== undefined;
  const server = isTls ? createTlsServer(office.certificate, greet) : createServer(greet);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, ...heard };
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
      const { port } = await postOffice({ recipient: answer });
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
    const { port } = await postOffice({ recipient: '550 no', extension: '250-small\r\n250 AUTH PLAIN' });
    const sender = smtpSender(settings(port, { user: 'duty', password: 'hunter-two' }), globalAndLoopback, here);
    try {
      await sender.send(mail);
    } catch (error) {
      assert.ok(error instanceof Fault);
      assert.doesNotMatch(`${error.message} ${error.code} ${error.stack}`, /hunter/);
    }
  });
});

describe('mail over TLS', () => {
  const certificate = testCertificate(['mail.example']);
  const trusted = getCACertificates('default');
  before(() => setDefaultCACertificates([...trusted, certificate.cert]));
  after(() => setDefaultCACertificates(trusted));
  const account = { user: 'duty', password: 'hunter-two' };
  const afterEhlo = '250-small\r\n250-STARTTLS\r\n250 AUTH PLAIN';

  it('NTC-13: goes from the first byte to a server that proves its name', async () => {
    const { port, told, inClear } = await postOffice({ certificate, isImplicit: true });
    await smtpSender(settings(port, { security: 'implicit-tls' }), globalAndLoopback, here).send(mail);
    assert.ok(told.includes('Sign in.'));
    assert.deepEqual(inClear, []);
  });

  it('NTC-13: goes after STARTTLS, and in clear is nothing but the greeting', async () => {
    const { port, told, inClear } = await postOffice({ certificate, extension: afterEhlo });
    await smtpSender(settings(port, { security: 'starttls' }), globalAndLoopback, here).send(mail);
    assert.ok(told.includes('RCPT TO:<duty@bereth.example>'));
    assert.deepEqual(
      inClear.map((line) => line.split(' ')[0]),
      ['EHLO', 'STARTTLS'],
    );
  });

  it('NTC-13: says neither name, password nor a word to a server with another name or an unknown certificate', async () => {
    for (const wrong of [{ host: 'other.example' }, { certificate: testCertificate(['mail.example']) }])
      for (const security of ['implicit-tls', 'starttls'] as const) {
        const { port, told } = await postOffice({
          certificate: wrong.certificate ?? certificate,
          extension: afterEhlo,
          isImplicit: security === 'implicit-tls',
        });
        const { host = 'mail.example' } = wrong;
        const sender = smtpSender(settings(port, { security, host, ...account }), globalAndLoopback, here);
        assert.match(await codeOf(sender.send(mail)), /^mail-(?:tls|unreachable)$/);
        assert.ok(!told.some((line) => /^(?:AUTH|MAIL|RCPT|DATA)/.test(line)), told.join('|'));
      }
  });
});
