import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { it } from 'node:test';
import { lockHolder, requirePartyLock, takePartyLock } from './party-lock.ts';
import { freshDirectory } from './served-party.fixture.ts';

it('A second holder gets no lock until the first lets go', (t) => {
  const directory = freshDirectory(t);
  const first = takePartyLock(directory, 'serve');
  assert.ok(first);
  assert.equal(takePartyLock(directory, 'import'), undefined);
  assert.equal(lockHolder(directory), `process ${process.pid} (serve)`);
  first.release();
  first.release();
  const second = takePartyLock(directory, 'import');
  assert.ok(second);
  second.release();
});

it('Whoever needs the lock and cannot have it is told who holds it', (t) => {
  const directory = freshDirectory(t);
  const held = takePartyLock(directory, 'serve');
  assert.throws(() => requirePartyLock(directory, 'serve'), {
    code: 'party-in-use',
    message: new RegExp(`process ${process.pid} \\(serve\\)`),
  });
  held?.release();
});

it('A lock ends with its process, even one that is killed', { timeout: 20_000 }, async (t) => {
  const directory = freshDirectory(t);
  const module = new URL('party-lock.ts', import.meta.url).href;
  const code = `const { takePartyLock } = await import(${JSON.stringify(module)});
    takePartyLock(process.argv[1], 'serve'); process.stdout.write('held'); process.stdin.resume();`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code, directory], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  assert.equal(takePartyLock(directory, 'serve'), undefined);
  assert.equal(lockHolder(directory), `process ${child.pid} (serve)`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = takePartyLock(directory, 'serve');
  assert.ok(lock);
  lock.release();
});

it('A note about the holder that cannot be read is not repeated', (t) => {
  assert.equal(lockHolder(freshDirectory(t)), 'another process');
});
