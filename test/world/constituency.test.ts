import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import type { Profile } from '#desks/infrastructure/profile.ts';
import { base64, hex } from '#protocol/bytes/encodings.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type Tlp, tlpAtMost } from '#protocol/record/label.ts';
import { testAccounts } from '#server/accounts/test-accounts.ts';
import { answerCorrectionFor, answerNoticeFor, leaveAgreement } from '#server/constituency/company-acts.ts';
import { whomItConcerns } from '#server/constituency/concerning.ts';
import { agreementsOf, constituents, endEnrolment, enrolPartner } from '#server/constituency/constituent-book.ts';
import { declarationOf, declare } from '#server/constituency/profile-book.ts';
import { viewedRecord } from '#server/egress/constituent-view.ts';
import { resolveAudience } from '#server/notice/audience.ts';
import { noticeAt } from '#server/notice/held-notice.ts';
import { matrixOf } from '#server/notice/notice-matrix.ts';
import { stateNotice } from '#server/notice/state-notice.ts';
import { approveItems } from '#server/party/approvals.ts';
import { auditParty } from '#server/party/audit.ts';
import { custodyOf } from '#server/party/custody.ts';
import { eraseByDecision } from '#server/party/erase-own.ts';
import { importObjects } from '#server/party/import-objects.ts';
import type { Party } from '#server/party/party.ts';
import { peer } from '#server/party/peer-book.ts';
import { receiptOf } from '#server/party/receipt.ts';
import { contextFor } from '#server/party/release-context.ts';
import { accept, actorOf, enrol, look } from './constituency.fixture.ts';
import { warning } from './notice.fixture.ts';
import { conclude, indicator, introduce, Stage } from './stage.fixture.ts';

/** Indicators are about one address each. */
const about = (name: string, address: string, tlp: Tlp) => ({
  ...indicator(name, tlp),
  pattern: `[ipv4-addr:value = '${address}']`,
});

/** States these and lets a releaser approve them all. */
function state(centre: Party, ...objects: readonly object[]): void {
  importObjects(centre, JSON.stringify(objects));
  const waiting = centre.db.all<{ seq: number }>(
    "SELECT seq FROM item WHERE class IN (SELECT id FROM class WHERE own = 1 AND approved = 0 AND tlp NOT IN ('clear', 'green'))",
  );
  if (waiting.length > 0)
    approveItems(
      centre,
      waiting.map(({ seq }) => seq),
    );
}

const seqOf = (centre: Party, title: string): number => centre.db.count('SELECT seq FROM item WHERE title = ?', title);

describe('an enrolled organisation without a server', () => {
  it('CST-4: is released nothing before it has accepted, and what the agreement allows afterwards', () => {
    const { party: centre } = new Stage().found('Aldoria');
    const water = enrol(centre, 'Tarn Water');
    state(centre, about('open', '192.0.2.1', 'green'), about('secret', '192.0.2.2', 'red'));
    assert.deepEqual(look(centre, water).all, []);
    accept(centre, water);
    assert.deepEqual(look(centre, water).all, ['open']);
    assert.equal(viewedRecord(centre, water, seqOf(centre, 'secret')), undefined);
    assert.deepEqual(auditParty(centre).findings, []);
  });

  it('CST-2, CST-3: is marked as custodial by its signed card, and no key of it stands in the store', () => {
    const { party: centre } = new Stage().found('Aldoria');
    const water = enrol(centre, 'Tarn Water');
    assert.equal(peer(centre, water)?.custodian, centre.id);
    assert.equal(peer(centre, water)?.url, undefined);
    assert.equal(peer(centre, centre.id)?.custodian, undefined);
    const history = peer(centre, water)?.history;
    assert.ok(history !== undefined);
    const seed = custodyOf(centre, history)?.secrets.record ?? new Uint8Array();
    const file = `${mkdtempSync(join(tmpdir(), 'comity-custody-'))}/store.sqlite`;
    centre.db.raw.exec(`VACUUM INTO '${file}'`);
    const store = readFileSync(file);
    rmSync(dirname(file), { recursive: true });
    assert.ok(store.includes(water), 'the store was searched');
    for (const form of [seed, utf8(hex(seed)), utf8(base64(seed))]) assert.equal(store.includes(form), false);
  });

  it('CST-5: countersigns with the key kept for it what an account of it has fetched, and not before', () => {
    const { party: centre } = new Stage().found('Aldoria');
    const water = enrol(centre, 'Tarn Water');
    accept(centre, water);
    state(centre, about('open', '192.0.2.1', 'green'));
    look(centre, water);
    const released = centre.db.all<{ id: string }>("SELECT id FROM batch WHERE direction = 'left'");
    assert.equal(released.length, 1);
    assert.equal(receiptOf(centre, released[0]?.id ?? '')?.recipientVersion, 0);
    assert.deepEqual(
      centre.db.all<{ account: string }>("SELECT account FROM deed WHERE what = 'fetch'"),
      [{ account: 'duty' }].map((row) => Object.assign(Object.create(null), row)),
    );
  });

  it('CST-8: sees nothing once it has left, or the agreement ran out, and its keys cannot be derived again', () => {
    const stage = new Stage();
    const { party: centre } = stage.found('Aldoria');
    const [leaver, ended, expired] = ['Leaver', 'Ended', 'Expired'].map((name) => enrol(centre, name));
    assert.ok(leaver !== undefined && ended !== undefined && expired !== undefined);
    state(centre, about('open', '192.0.2.1', 'green'));
    const [id = ''] = [leaver, ended, expired].map((one) => accept(centre, one));
    for (const one of [leaver, ended, expired]) assert.deepEqual(look(centre, one).all, ['open']);
    leaveAgreement(centre, actorOf(leaver), id);
    assert.deepEqual(look(centre, leaver).all, []);
    const { accounts } = testAccounts();
    endEnrolment(centre, accounts, ended);
    assert.deepEqual(look(centre, ended).all, []);
    assert.throws(
      () => accept(centre, ended),
      (thrown: unknown) => faultCode(thrown) === 'custody-none',
    );
    assert.equal(centre.db.count('SELECT count(*) FROM constituent_profile WHERE party = ?', ended), 0);
    assert.deepEqual(look(centre, expired).all, ['open']);
    stage.now += 32_000_000;
    assert.deepEqual(look(centre, expired).all, []);
    assert.deepEqual(auditParty(centre).findings, []);
  });

  it('CST-6: does not see what was erased, nor what another organisation may read', () => {
    const { party: centre } = new Stage().found('Aldoria');
    const [water, grid] = [enrol(centre, 'Tarn Water', {}, 'green'), enrol(centre, 'Fell Energy', {}, 'amber')];
    accept(centre, water);
    accept(centre, grid);
    state(centre, about('green one', '192.0.2.1', 'green'), about('amber one', '192.0.2.2', 'amber'));
    assert.deepEqual(look(centre, water).all, ['green one']);
    assert.deepEqual(look(centre, grid).all, ['amber one', 'green one']);
    eraseByDecision(centre, [seqOf(centre, 'green one')]);
    assert.deepEqual(look(centre, water).all, []);
    assert.deepEqual(look(centre, grid).all, ['amber one']);
    const told = centre.db.all<{ id: string; party: string }>("SELECT id, party FROM correction WHERE what = 'erased'");
    assert.deepEqual(told.map(({ party }) => party).toSorted(), [water, grid].toSorted());
    for (const { id, party } of told) answerCorrectionFor(centre, actorOf(party), id);
    assert.equal(centre.db.count("SELECT count(*) FROM correction_answer WHERE outcome = 'done'"), 2);
    assert.equal(centre.db.count('SELECT count(*) FROM outbox'), 0, 'nothing waits for who has no server');
    assert.deepEqual(auditParty(centre).findings, []);
  });
});

describe('two hundred organisations', () => {
  it('CST-11, CST-12: each sees exactly what is both allowed and concerning, by a naive oracle', () => {
    const { party: centre } = new Stage().found('Aldoria');
    const levels: Tlp[] = ['clear', 'green', 'amber', 'amber+strict', 'red'];
    const records = levels.flatMap((tlp, n) =>
      Array.from({ length: 8 }, (_, k) => ({
        name: `${tlp} ${k}`,
        tlp,
        net: k,
        object: about(`${tlp} ${k}`, `10.${k}.${n}.1`, tlp),
      })),
    );
    state(centre, ...records.map(({ object }) => object));
    const ceilings: Tlp[] = ['clear', 'green', 'amber', 'amber+strict'];
    const companies = Array.from({ length: 200 }, (_, n) => {
      const nets = [n % 8, (n * 3 + 1) % 8].slice(0, 1 + (n % 2));
      const ceiling = ceilings[n % 4] ?? 'clear';
      const profile: Partial<Profile> = { networks: nets.map((net) => `10.${net}.0.0/16`) };
      return { id: enrol(centre, `Company ${n}`, profile, ceiling), nets, ceiling, hasAccepted: n % 5 !== 0 };
    });
    for (const { id, hasAccepted } of companies) if (hasAccepted) accept(centre, id);
    let seen = 0;
    for (const { id, nets, ceiling, hasAccepted } of companies) {
      const allowed = records.filter(({ tlp }) => hasAccepted && tlpAtMost(tlp, ceiling));
      const names = (some: typeof records): string[] => some.map(({ name }) => name).toSorted();
      const { all, concerning } = look(centre, id);
      assert.deepEqual(all, names(allowed));
      assert.deepEqual(concerning, names(allowed.filter(({ net }) => nets.includes(net))));
      seen += concerning.length;
    }
    assert.ok(seen > 200);
  });
});

describe('a notice to a sector', () => {
  it('CST-1, CST-7, NTC-7: reaches organisations with and without a server, and each in its own state', async () => {
    const stage = new Stage();
    const [aldoria, calder] = [stage.found('Aldoria'), stage.found('Calder')];
    const { party: centre } = aldoria;
    introduce(aldoria, calder);
    conclude(
      [aldoria, calder],
      stage.terms([aldoria, calder], [{ ceiling: 'amber' }], { form: 'constituency', centre: centre.id }),
    );
    const before = contextFor(centre, calder.party.id);
    enrolPartner(centre, calder.party.id);
    assert.deepEqual(contextFor(centre, calder.party.id), before, 'enrolling changes nothing about what it may have');
    declare(centre, calder.party.id, {
      profile: { ...declarationOf(centre, calder.party.id).profile, sectors: ['energy'] },
      contacts: [],
    });
    const [fell, tarn, late] = [
      enrol(centre, 'Fell', { sectors: ['energy'] }),
      enrol(centre, 'Tarn', { sectors: ['water'] }),
      enrol(centre, 'Late', { sectors: ['energy'] }),
    ];
    accept(centre, fell);
    accept(centre, tarn);
    assert.deepEqual(constituents(centre).length, 4);

    const audience = resolveAudience(centre, { kind: 'sector', sector: 'energy' });
    assert.deepEqual(audience, { audience: [calder.party.id, fell, late].toSorted(), isNamed: true });
    const seq = stateNotice(centre, { notice: warning(stage.now), ...audience, label: { tlp: 'amber' } }, true);
    const held = noticeAt(centre, seq);
    assert.ok(held !== undefined);
    const states = (): Record<string, string> =>
      Object.fromEntries(matrixOf(centre, held).rows.map(({ party, state: at }) => [party, at]));
    assert.deepEqual(states(), {
      [calder.party.id]: 'not-delivered',
      [fell]: 'not-delivered',
      [late]: 'not-delivered',
    });

    await stage.settle(aldoria, calder);
    const view = look(centre, fell);
    assert.deepEqual(view.concerning, ['Patch the gateway']);
    assert.deepEqual(look(centre, tarn), { all: [], concerning: [] });
    assert.deepEqual(look(centre, late), { all: [], concerning: [] });
    assert.deepEqual(states(), { [calder.party.id]: 'delivered', [fell]: 'delivered', [late]: 'not-delivered' });

    answerNoticeFor(centre, actorOf(fell), held, { step: 'opened', role: 'analyst' });
    assert.equal(states()[fell], 'opened');
    answerNoticeFor(centre, actorOf(fell), held, { step: 'acknowledged', status: 'working', role: 'analyst' });
    assert.equal(states()[fell], 'acknowledged');
    assert.throws(
      () => answerNoticeFor(centre, actorOf(tarn), held, { step: 'opened', role: 'analyst' }),
      (thrown: unknown) => faultCode(thrown) === 'notice-unknown',
    );
    assert.deepEqual(auditParty(centre).findings, []);
  });

  it('NTC-1: is chosen by the product that is declared, in whatever spelling', () => {
    const { party: centre } = new Stage().found('Aldoria');
    const one = enrol(centre, 'One', { products: [{ vendor: 'Acme', product: 'Gate' }] });
    enrol(centre, 'Other', { products: [{ vendor: 'Acme', product: 'Pump' }] });
    const choice = { kind: 'product', product: { product: 'ACME gate 2' } } as const;
    assert.deepEqual(resolveAudience(centre, choice).audience, [one]);
  });
});

it('CST-12: whom a record would concern says who may not have it, and opens nothing', () => {
  const { party: centre } = new Stage().found('Aldoria');
  const [green, amber] = ['green', 'amber'].map((level) =>
    enrol(centre, level, { networks: ['192.0.2.0/24'] }, level as Tlp),
  );
  assert.ok(green !== undefined && amber !== undefined);
  accept(centre, green);
  accept(centre, amber);
  state(centre, about('amber one', '192.0.2.9', 'amber'));
  const found = whomItConcerns(centre, seqOf(centre, 'amber one')).map(({ party, isAllowed }) => [party, isAllowed]);
  assert.deepEqual(
    new Map(found as [string, boolean][]),
    new Map([
      [green, false],
      [amber, true],
    ]),
  );
  assert.deepEqual(look(centre, green).all, []);
  assert.equal(agreementsOf(centre, green).length, 1);
});
