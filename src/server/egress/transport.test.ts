import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSocketServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { concat, fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { globalAndLoopback } from './address-guard.ts';
import type { Timer } from './deadlines.ts';
import { get, listen, serve, transport } from './loopback.fixture.ts';
import { createTransport } from './transport.ts';

/** A server that speaks whatever bytes it is given, once a request begins. */
async function speak(context: TestContext, ...pieces: readonly string[]): Promise<string> {
  const server = createSocketServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      for (const piece of pieces) socket.write(piece);
      socket.end();
    });
  });
  return `http://127.0.0.1:${await listen(context, server)}/`;
}

/** A clock whose hands the test moves: `expire` fires the running timer of that length. */
function handClock(): { timer: Timer; expire(milliseconds: number): boolean } {
  const running = new Set<{ milliseconds: number; action: () => void }>();
  const timer: Timer = (milliseconds, action) => {
    const entry = { milliseconds, action };
    running.add(entry);
    return () => running.delete(entry);
  };
  const expire = (milliseconds: number): boolean => {
    const found = running.values().find((entry) => entry.milliseconds === milliseconds);
    found?.action();
    return found !== undefined;
  };
  return { timer, expire };
}

const limits = { connect: 1, head: 2, idle: 3, whole: 4 };
async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of incoming as AsyncIterable<Uint8Array>) pieces.push(piece);
  return fromUtf8(concat(...pieces));
}

test('a request arrives as it was made and its answer comes back whole', async (context) => {
  const url = await serve(context, (request, response) => {
    const { accept, range, host } = request.headers;
    response.setHeader('x-two', ['a', 'b']);
    void bodyOf(request).then((body) => {
      response.writeHead(201).end(JSON.stringify([request.method, request.url, accept, range, host, body]));
    });
  });
  const request = { method: 'POST', url: `${url}a?b=c`, headers: { accept: 'x/y' }, body: utf8('body') } as const;
  const answer = await transport(context)(request);
  assert.equal(answer.status, 201);
  assert.equal(answer.headers.get('x-two'), 'a, b');
  assert.deepEqual(JSON.parse(fromUtf8(answer.body)), ['POST', '/a?b=c', 'x/y', null, new URL(url).host, 'body']);
  assert.deepEqual([answer.from, answer.end], [0, answer.body.length]);
});

test('answers without a body are whole', async (context) => {
  const url = await serve(context, (request, response) => {
    const status = Number(request.headers['x-status']);
    response.writeHead(status, status === 200 ? { 'content-length': 5 } : {}).end();
  });
  const send = transport(context);
  for (const status of [204, 304]) {
    const answer = await send(get(url, { headers: { 'x-status': `${status}` } }));
    assert.deepEqual([answer.status, answer.body.length], [status, 0]);
  }
  const head = await send({ method: 'HEAD', url, headers: { 'x-status': '200' } });
  assert.deepEqual([head.status, head.body.length, head.headers.get('content-length')], [200, 0, '5']);
});

test('an interim answer is passed over', async (context) => {
  const url = await serve(context, (_, response) => {
    response.writeProcessing();
    response.end('later');
  });
  assert.equal(fromUtf8((await transport(context)(get(url))).body), 'later');
});

test('connections are kept and reused', async (context) => {
  const ports = new Set<number | undefined>();
  const url = await serve(context, (request, response) => {
    ports.add(request.socket.remotePort);
    response.end('x');
  });
  const send = transport(context);
  for (let index = 0; index < 3; index++) await send(get(url));
  assert.equal(ports.size, 1);
});

test('redirects are refused and not followed', async (context) => {
  let asked = 0;
  const url = await serve(context, (request, response) => {
    asked++;
    response.writeHead(Number(request.headers['x-status']), { location: '/elsewhere' }).end('moved');
  });
  const send = transport(context);
  for (const status of [300, 301, 302, 303, 307, 308])
    await assert.rejects(send(get(url, { headers: { 'x-status': `${status}` } })), { code: 'egress-redirect' });
  assert.equal(asked, 6);
});

test('a change of protocol is refused', async (context) => {
  const url = await speak(context, 'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n');
  await assert.rejects(transport(context)(get(url)), { code: 'egress-malformed' });
});

test('what is not HTTP is refused', async (context) => {
  for (const text of [
    'SSH-2.0-Server\r\n',
    'HTTP/1.1 200 OK\r\nbad header\r\n\r\n',
    `HTTP/1.1 200 OK\r\na: ${'a'.repeat(20_000)}\r\n\r\n`,
  ])
    await assert.rejects(transport(context)(get(await speak(context, text))), { code: 'egress-malformed' });
});

test('an answer that does not say where it ends is refused', async (context) => {
  const url = await speak(context, 'HTTP/1.1 200 OK\r\n\r\nhalf of it');
  await assert.rejects(transport(context)(get(url)), { code: 'egress-malformed', path: 'content-length' });
});

test('an answer above the size limit is refused, by its own word or by count', async (context) => {
  const url = await serve(context, (request, response) => {
    if (request.url === '/said') response.writeHead(200, { 'content-length': 11 });
    response.write('12345');
    response.end('678901');
  });
  const send = transport(context);
  await assert.rejects(send(get(`${url}said`, { limits: { bytes: 10 } })), {
    code: 'egress-too-large',
    path: 'content-length',
  });
  await assert.rejects(send(get(url, { limits: { bytes: 10 } })), { code: 'egress-too-large', path: 'body' });
  assert.equal((await send(get(url, { limits: { bytes: 11 } }))).body.length, 11);
});

test('a sink never gets more than the limit', async (context) => {
  const url = await serve(context, (_, response) => {
    const more = () => {
      while (response.write(new Uint8Array(4096)));
      response.once('drain', more);
    };
    more();
  });
  let taken = 0;
  const sink = (chunk: Uint8Array) => {
    taken += chunk.length;
  };
  await assert.rejects(transport(context)(get(url, { sink, limits: { bytes: 100_000 } })), {
    code: 'egress-too-large',
  });
  assert.ok(taken > 0 && taken <= 100_000);
});

test('an explanation that comes with an error has a limit of its own, and stays out of the sink', async (context) => {
  const url = await serve(context, (request, response) => {
    response.writeHead(422).end(request.url === '/long' ? new Uint8Array(70_000) : 'why');
  });
  const send = transport(context);
  const sink = () => assert.fail('The sink is for good answers.');
  const answer = await send(get(url, { sink }));
  assert.deepEqual([answer.status, fromUtf8(answer.body)], [422, 'why']);
  await assert.rejects(send(get(`${url}long`)), { code: 'egress-too-large' });
});

test('a server that accepts and says nothing is left after the limit for the head', async (context) => {
  const clock = handClock();
  const url = await serve(context, () => assert.equal(clock.expire(limits.head), true));
  await assert.rejects(transport(context, { ...clock, limits })(get(url)), { code: 'egress-timeout', path: 'head' });
});

test('a handshake that does not end is left after the limit for connecting', async (context) => {
  const clock = handClock();
  const server = createSocketServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => assert.equal(clock.expire(limits.connect), true));
  });
  const url = `https://127.0.0.1:${await listen(context, server)}/`;
  await assert.rejects(transport(context, { ...clock, limits })(get(url)), { code: 'egress-timeout', path: 'connect' });
});

test('a name that does not resolve in time is left after the limit for connecting', async (context) => {
  const clock = handClock();
  const resolve = () => {
    setImmediate(() => assert.equal(clock.expire(limits.connect), true));
    return new Promise<never>(() => undefined);
  };
  const send = transport(context, { ...clock, limits, resolve });
  await assert.rejects(send(get('https://cert.example/')), { code: 'egress-timeout', path: 'connect' });
});

test('a body that stops, or drags on, is left after its limit', async (context) => {
  const url = await serve(context, (_, response) => void response.write('a'));
  for (const path of ['idle', 'whole'] as const) {
    const clock = handClock();
    let sunk = '';
    const sink = (chunk: Uint8Array) => {
      sunk += fromUtf8(chunk);
      // While a sink works nobody waits for the other side; afterwards the clock runs again.
      assert.equal(clock.expire(limits.idle), false);
      setImmediate(() => clock.expire(limits[path]));
    };
    await assert.rejects(transport(context, { ...clock, limits })(get(url, { sink })), {
      code: 'egress-timeout',
      path,
    });
    assert.equal(sunk, 'a');
  }
});

test('after an exchange no timer runs on', async (context) => {
  const url = await serve(context, (_, response) => void response.end('a'));
  const clock = handClock();
  await transport(context, { ...clock, limits })(get(url));
  for (const limit of Object.values(limits)) assert.equal(clock.expire(limit), false);
});

const whole = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7);

function rangeServer(cutAfter: number): RequestListener {
  let cuts = 0;
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? 'bytes=0-')?.[1]);
    const rest = whole.subarray(from);
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': rest.length,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
    });
    if (cuts++ >= 2) response.end(rest);
    else response.write(rest.subarray(0, cutAfter), () => response.destroy());
  };
}

test('a body that is cut goes on where it broke off', async (context) => {
  const url = await serve(context, rangeServer(100_000));
  const send = transport(context);
  const received = new Uint8Array(whole.length);
  let end = 0;
  const sink = async (chunk: Uint8Array, offset: number) => {
    assert.equal(offset, end);
    received.set(chunk, offset);
    end = offset + chunk.length;
  };
  let exchanges = 0;
  for (let answered = false; !answered; exchanges++) {
    assert.ok(exchanges < 5);
    answered = await send(get(url, { sink, ...(end > 0 ? { from: end } : {}) })).then(
      (answer) => answer.end === whole.length && answer.body.length === 0,
      (error: { code: string }) => {
        assert.equal(error.code, 'egress-cut');
        return false;
      },
    );
  }
  assert.equal(exchanges, 3);
  assert.deepEqual(received, whole);
});

test('a server that begins anew is told apart from one that goes on', async (context) => {
  const url = await serve(context, (_, response) => void response.end('abcdef'));
  const offsets: number[] = [];
  const answer = await transport(context)(get(url, { from: 3, sink: (_, offset) => void offsets.push(offset) }));
  assert.deepEqual([answer.status, answer.from, answer.end, offsets[0]], [200, 0, 6, 0]);
});

test('a part other than the one asked for is refused', async (context) => {
  const url = await serve(context, (request, response) => {
    response
      .writeHead(206, { 'content-range': request.url === '/none' ? 'items 1' : 'bytes 4-5/6', 'content-length': 2 })
      .end('ef');
  });
  const send = transport(context);
  for (const request of [get(url), get(url, { from: 3 }), get(url, { from: 0 }), get(`${url}none`, { from: 4 })])
    await assert.rejects(send(request), { code: 'egress-malformed', path: 'content-range' });
  assert.equal((await send(get(url, { from: 4 }))).end, 6);
  await assert.rejects(send(get(url, { from: 4, limits: { bytes: 5 } })), { code: 'egress-too-large' });
});

test('a connection that ends before the answer is a cut, and nothing is sent twice', async (context) => {
  let asked = 0;
  const url = await serve(context, (request) => {
    asked++;
    request.socket.destroy();
  });
  await assert.rejects(transport(context)(get(url)), { code: 'egress-cut' });
  assert.equal(asked, 1);
});

test('an answer in chunks that ends early is a cut', async (context) => {
  const url = await speak(context, 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n');
  await assert.rejects(transport(context)(get(url)), { code: 'egress-cut' });
});

test('what a sink throws reaches the caller unchanged', async (context) => {
  const url = await serve(context, (_, response) => void response.end('abc'));
  const failure = new Error('disk full');
  const sink = () => Promise.reject(failure);
  await assert.rejects(transport(context)(get(url, { sink })), (error) => error === failure);
});

test('a server that is not there is unreachable', async (context) => {
  const server = createServer();
  const port = await listen(context, server);
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(transport(context)(get(`http://127.0.0.1:${port}/`)), { code: 'egress-unreachable' });
});

test('headers that the transport itself decides may not be set', async (context) => {
  const send = transport(context);
  const names = [
    'Host',
    'connection',
    'Content-Length',
    'transfer-encoding',
    'Proxy-Authorization',
    'range',
    'Upgrade',
    'expect',
  ];
  for (const name of names)
    await assert.rejects(send(get('http://127.0.0.1:8470/', { headers: { [name]: 'x' } })), {
      code: 'egress-request-refused',
      path: name,
    });
  for (const headers of [{ 'x y': 'a' }, { x: 'a\r\nb: c' }])
    await assert.rejects(send(get('http://127.0.0.1:8470/', { headers })), { code: 'egress-request-refused' });
  for (const from of [-1, 0.5, Number.NaN])
    await assert.rejects(send(get('http://127.0.0.1:8470/', { from })), {
      code: 'egress-request-refused',
      path: 'from',
    });
});

test('a URL that is refused rejects, before anything is opened', async (context) => {
  await assert.rejects(transport(context)(get('https://user@cert.example/')), { code: 'egress-url-refused' });
});

test('a transport that closes ends what is running and takes no more', async (context) => {
  const made = createTransport({ rule: globalAndLoopback });
  const url = await serve(context, () => made.close());
  await assert.rejects(made.send(get(url)), { code: 'egress-closed' });
  await assert.rejects(made.send(get(url)), { code: 'egress-closed' });
});
