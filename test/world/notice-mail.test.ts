import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyProfile } from '#desks/infrastructure/profile.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { declare } from '#server/constituency/profile-book.ts';
import type { Mail, MailSender } from '#server/egress/mail-sender.ts';
import { noticeMailJob } from '#server/jobs/notice-mail-job.ts';
import { cancelNotice } from '#server/notice/cancel-notice.ts';
import { mailOf } from '#server/notice/mail-queue.ts';
import { remindRest } from '#server/notice/notice-reminder.ts';
import { withdrawFromAgreement } from '#server/party/agreement-book.ts';
import { contactsOf, setContacts } from '#server/party/duty-contacts.ts';
import { accept, enrol } from './constituency.fixture.ts';
import { Warning } from './notice.fixture.ts';

const duty = { mail: 'duty@team.example', lang: 'en', hours: 'office' } as const;
const night = { mail: 'night@team.example', lang: 'zh', hours: 'always' } as const;

/** A mail server that remembers, and that may refuse. */
class Post implements MailSender {
  readonly ceiling: Tlp;
  readonly sent: Mail[] = [];
  fault: Fault | undefined;

  constructor(ceiling: Tlp = 'clear') {
    this.ceiling = ceiling;
  }

  async send(mail: Mail): Promise<void> {
    if (this.fault !== undefined) throw this.fault;
    this.sent.push(mail);
  }

  /** Whom it wrote to, in order. */
  get addresses(): string[] {
    return this.sent.map(({ to }) => to);
  }
}

const never = () => Promise.reject(new Error('Mail needs no transport.'));

const work = (world: Warning, mail: MailSender | undefined) =>
  noticeMailJob.run({ party: world.author.party, transport: never, mail });

/** A world whose only team has told everybody its contacts. */
async function withContacts(): Promise<Warning> {
  const world = new Warning(1);
  setContacts(world.team(0).party, [duty, night]);
  await world.meet(world.team(0));
  return world;
}

describe('mail about a notice', () => {
  it('NTC-11: leads an organisation without a server to the centre, and goes to the contacts that it declared', async () => {
    const world = new Warning(0);
    const centre = world.author.party;
    const company = enrol(centre, 'Fell Water');
    declare(centre, company, { profile: emptyProfile, contacts: [duty] });
    accept(centre, company);
    const post = new Post();
    const { id } = world.send(world.draft({}, { audience: [company] }));
    await work(world, post);
    assert.deepEqual(post.addresses, ['duty@team.example']);
    assert.ok((post.sent[0]?.text ?? '').includes(`${centre.url}/mine/notices/${id}`));
  });

  it('NTC-11: goes to the first contact at once and to the next in time, whatever restarts between', async () => {
    const world = await withContacts();
    assert.deepEqual(contactsOf(world.author.party, world.team(0).party.id), [duty, night]);
    const post = new Post();
    world.send(world.draft({ urgency: 'urgent', by: world.stage.now + 7200 }));
    await work(world, post);
    await work(world, post);
    assert.deepEqual(post.addresses, ['duty@team.example']);
    world.author.restart();
    world.stage.now += 3599;
    await work(world, post);
    assert.equal(post.sent.length, 1);
    world.stage.now += 1;
    await work(world, post);
    assert.deepEqual(post.addresses, ['duty@team.example', 'night@team.example']);
    assert.match(post.sent[1]?.text ?? '', /请登录/);
  });

  it('NTC-11: of an immediate notice goes first to whoever is always there, and stops with the answer', async () => {
    const world = await withContacts();
    const post = new Post();
    world.send();
    await work(world, post);
    assert.deepEqual(post.addresses, ['night@team.example']);
    await world.meet(world.team(0));
    world.answer(world.team(0));
    await world.meet(world.team(0));
    world.stage.now += 3600;
    await work(world, post);
    assert.equal(post.sent.length, 1);
  });

  it('NTC-12: above the operator’s level says not a word of the notice', async () => {
    for (const [ceiling, isWhole] of [
      ['green', false],
      ['amber', true],
    ] as const) {
      const world = await withContacts();
      const post = new Post(ceiling);
      const { id } = world.send(world.draft({ urgency: 'routine' }));
      await work(world, post);
      const [mail] = post.sent;
      assert.ok(mail);
      const all = `${mail.subject} ${mail.text} ${mail.calendar}`;
      assert.match(mail.calendar ?? '', /DTSTART/);
      for (const word of ['Patch the gateway', 'It is exploited', 'Look for traces'])
        assert.equal(all.includes(word), isWhole, `${ceiling}: ${word}`);
      assert.ok(mail.text.includes(`${world.team(0).party.url}/notices/${id}`));
    }
  });

  it('NTC-12: does not go where the notice may not, nor after it no longer may', async () => {
    const world = await withContacts();
    const post = new Post();
    world.send(world.draft({}, { label: { tlp: 'red' } }));
    await work(world, post);
    assert.deepEqual(post.sent, []);
    const open = world.send(world.draft({ name: 'cd'.repeat(16) }));
    post.fault = new Fault('mail-unreachable', 'Not now.');
    await work(world, post);
    withdrawFromAgreement(
      world.author.party,
      world.author.party.db.get<{ id: string }>('SELECT id FROM agreement')?.id ?? '',
    );
    post.fault = undefined;
    world.stage.now += 3600;
    await work(world, post);
    assert.deepEqual(post.sent, []);
    assert.deepEqual(
      mailOf(world.author.party, open.seq).map(({ state }) => state),
      ['dropped'],
    );
  });

  it('NTC-13: is tried again less and less often, ten times at most; a refusal is final', async () => {
    const world = await withContacts();
    const post = new Post();
    post.fault = new Fault('mail-unreachable', 'Not now.');
    const notice = world.send(world.draft({ urgency: 'routine', until: world.stage.now + 864_000 }));
    let tries = 0;
    const count = (send: () => Promise<void>): Promise<void> => {
      tries++;
      return send();
    };
    const counting: MailSender = { ceiling: 'clear', send: (mail) => count(() => post.send(mail)) };
    await work(world, counting);
    await work(world, counting);
    assert.equal(tries, 1, 'not twice in one second');
    for (let round = 0; round < 11; round++) {
      world.stage.now += 3600;
      await work(world, counting);
    }
    assert.equal(tries, 10);
    const [failed] = mailOf(world.author.party, notice.seq);
    assert.equal(failed?.state, 'failed');
    assert.equal(failed.fault, 'mail-unreachable');

    const other = await withContacts();
    post.fault = new Fault('mail-refused', 'No such address.');
    const refused = other.send(other.draft({ urgency: 'routine' }));
    await work(other, post);
    assert.deepEqual(
      mailOf(other.author.party, refused.seq).map(({ state }) => state),
      ['failed'],
    );
  });

  it('NTC-13: is not so much as queued without a configuration', async () => {
    const world = await withContacts();
    const notice = world.send();
    await work(world, undefined);
    assert.deepEqual(mailOf(world.author.party, notice.seq), []);
  });

  it('NTC-16: tells whoever was written to that the notice no longer holds, once, and nobody else', async () => {
    const world = await withContacts();
    const post = new Post('amber');
    const notice = world.send();
    await work(world, post);
    await world.meet(world.team(0));
    world.answer(world.team(0));
    await world.meet(world.team(0));
    cancelNotice(world.author.party, notice, true);
    await work(world, post);
    await work(world, post);
    assert.deepEqual(post.addresses, ['night@team.example', 'night@team.example']);
    assert.match(post.sent[1]?.text ?? '', /已取消其通知/);
    assert.doesNotMatch(post.sent[1]?.text ?? '', /Patch the gateway/);

    const other = await withContacts();
    const unsent = other.send();
    cancelNotice(other.author.party, unsent, true);
    const quiet = new Post('amber');
    await work(other, quiet);
    assert.deepEqual(quiet.sent, []);
  });

  it('NTC-10: goes with a reminder, and says that it is one', async () => {
    const world = await withContacts();
    const post = new Post();
    const notice = world.send();
    await work(world, post);
    await world.meet(world.team(0));
    remindRest(world.author.party, notice, 'duty');
    await work(world, post);
    assert.equal(post.sent.length, 2);
    assert.match(post.sent[1]?.text ?? '', /提醒/);
    assert.notEqual(post.sent[0]?.id, post.sent[1]?.id);
  });
});
