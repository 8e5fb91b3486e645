import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseReceiptEvidence, verifyReceipt } from '#check/receipt.ts';
import { checkCountersigned } from '#protocol/agreement/release-record.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { releaseAfter } from '../egress/release-sender.ts';
import { withdrawFromAgreement } from '../party/agreement-book.ts';
import { hostileTitle, indicator, PagesWorld } from './pages.fixture.ts';

const bytesOf = async (answer: Response): Promise<Uint8Array> => new Uint8Array(await answer.arrayBuffer());

describe('what left and what reached us', () => {
  it('is listed with the clause that allowed it', async () => {
    const world = await PagesWorld.make();
    const left = await world.page('/left');
    assert.match(left, /1 release.* with .*2 objects/s);
    assert.match(left, /Bereth.*Pact.*2 objects.*both/s);
    assert.match(await world.page('/reached'), /Bereth.*Pact.*1 object/s);
    assert.match(await world.page(`/left?party=${world.calder.id}`), /Nothing has left/);
    assert.match(await world.page(`/left?agreement=${world.withBereth}`), /receipts\//);
    assert.match(await world.page(`/left?agreement=${world.withCalder}`), /Nothing has left/);
    assert.match(await world.page(`/left?since=${world.clock.seconds + 1}`), /Nothing has left/);
    assert.match(await world.page(`/left?since=${world.clock.seconds}`), /receipts\//);
  });

  it('leaves out a release that was withheld, as no byte of it went', async () => {
    const world = await PagesWorld.make();
    await world.upload('/import', {
      text: JSON.stringify([indicator(41, 'Dove', 'clear')]),
      label: 'green',
      step: 'import',
    });
    assert.ok(releaseAfter(world.aldoria, world.bereth.id, 1));
    assert.match(await world.page('/left'), /2 releases/);
    withdrawFromAgreement(world.aldoria, world.withBereth);
    assert.equal(releaseAfter(world.aldoria, world.bereth.id, 1), undefined);
    assert.match(await world.page('/left'), /1 release with/);
    assert.doesNotMatch(await world.page(`/records/${world.seqOf('Dove')}`), /href="\/receipts\//);
  });
});

describe('the page of a receipt', () => {
  it('has verified both signatures and the place in our log', async () => {
    const world = await PagesWorld.make();
    for (const direction of ['left', 'reached'] as const) {
      const page = await world.page(`/receipts/${world.receipt(direction)}`, 'viewer');
      assert.equal(page.match(/<span class="yes">verified/g)?.length, 2, direction);
      assert.match(page, /Pact.*clause 1/is);
    }
    const left = await world.page(`/receipts/${world.receipt('left')}`);
    assert.match(left, new RegExp(`href="/records/${world.seqOf(hostileTitle)}"`));
  });

  it('says that the recipient’s signature is missing until it has come', async () => {
    const world = await PagesWorld.make();
    await world.upload('/import', {
      text: JSON.stringify([indicator(42, 'Crane', 'clear')]),
      label: 'green',
      step: 'import',
    });
    assert.ok(releaseAfter(world.aldoria, world.bereth.id, 1));
    assert.match(await world.page(`/receipts/${world.receipt('left')}`), /class="wait">/);
  });

  it('fails loudly when a kept receipt does not verify', async () => {
    const world = await PagesWorld.make();
    world.aldoria.db.run(
      'UPDATE delivery SET countersigned = CAST(replace(CAST(countersigned AS TEXT), \'"count":2\', \'"count":3\') AS BLOB)',
    );
    const answer = await world.get(`/receipts/${world.receipt('left')}`, { as: 'viewer' });
    assert.equal(answer.status, 500);
    assert.match(await answer.text(), /note-signature-wrong/);
  });

  it('gives the receipt and its proof, which hold without this server', async () => {
    const world = await PagesWorld.make();
    const path = `/receipts/${world.receipt('left')}`;
    const note = parseNote(await bytesOf(await world.get(`${path}/note`, { as: 'viewer' })));
    checkCountersigned(note, world.bereth.history);
    const answer = await world.get(`${path}/proof`, { as: 'viewer' });
    assert.match(answer.headers.get('content-disposition') ?? '', /\.json"$/);
    const verdict = verifyReceipt(parseReceiptEvidence(await answer.text()));
    assert.deepEqual([verdict.id, verdict.countersigned], [world.receipt('left'), true]);
  });

  it('is none for our own imports', async () => {
    const world = await PagesWorld.make();
    const own = world.aldoria.db.get<{ id: string }>("SELECT id FROM batch WHERE direction = 'own'")?.id;
    assert.equal((await world.get(`/receipts/${own}`, { as: 'viewer' })).status, 404);
  });
});
