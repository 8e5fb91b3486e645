import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Fault } from '#protocol/bytes/fault.ts';
import { listeningLog } from './served-party.fixture.ts';
import { errorFields } from './server-log.ts';

it('Secrets that somebody passes by mistake are not written', () => {
  const { log, lines } = listeningLog();
  const secret = 'sesame-4711';
  const members = [
    'authorization',
    'cookie',
    'signature',
    'signature-input',
    'password',
    'token',
    'headers',
    'body',
    'secrets',
  ];
  for (const name of members) {
    log.info({ [name]: secret }, 'top');
    log.info({ request: { [name]: secret } }, 'below');
    log.info({ [name]: { deeper: secret } }, 'around');
  }
  assert.equal(lines.length, members.length * 3);
  assert.equal(lines.join('').includes(secret), false);
  assert.equal(
    lines.every((line) => line.includes('[redacted]')),
    true,
  );
});

it('A line names the party and neither machine nor process', () => {
  const { log, lines } = listeningLog();
  log.info('hello');
  const line: Record<string, unknown> = JSON.parse(lines[0] ?? '');
  assert.deepEqual(Object.keys(line).toSorted(), ['level', 'msg', 'party', 'time']);
  assert.equal(line['party'], '0123456789ab');
});

it('An error is written without its message, which may quote what was read', () => {
  const thrown = (() => {
    try {
      return JSON.parse('{"password": sesame-4711}');
    } catch (error) {
      return error;
    }
  })();
  assert.match(String(thrown), /sesame/);
  const text = JSON.stringify(errorFields(thrown));
  assert.equal(text.includes('sesame'), false);
  assert.match(text, /SyntaxError/);
  assert.match(text, /server-log\.test\.ts/);
});

it('A fault is written as its code, and a thrown value that is no error as its type', () => {
  assert.deepEqual(errorFields(new Fault('link-cut', 'sesame', '/sesame')), { fault: 'link-cut' });
  assert.deepEqual(errorFields('sesame'), { error: 'string' });
});
