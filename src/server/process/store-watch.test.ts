import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import { plainTerms } from '#protocol/agreement/invented-agreement.fixture.ts';
import { chunksOf, releaseAfter } from '../egress/release-sender.ts';
import {
  proposeAgreement,
  receiveAgreement,
  signKnownAgreement,
  withdrawFromAgreement,
} from '../party/agreement-book.ts';
import { importObjects } from '../party/import-objects.ts';
import { openDirectory } from '../party/open-party.ts';
import type { Party } from '../party/party.ts';
import { keepPeer, ownIntroduction } from '../party/peer-book.ts';
import { HeadInquiry } from '../party/witnessing.ts';
import { processPowers } from './process-powers.ts';
import { foundIn, freshDirectory, identity, memoryParty } from './served-party.fixture.ts';
import { StoreWatch } from './store-watch.ts';

/** One party opened twice, as a server and a command have it. */
function openedTwice(t: TestContext): { server: Party; beside: Party } {
  const directory = freshDirectory(t);
  foundIn(directory, 'Aldoria');
  const [server, beside] = [openDirectory(directory, processPowers), openDirectory(directory, processPowers)];
  t.after(() => {
    server.db.close();
    beside.db.close();
  });
  new HeadInquiry(server);
  return { server, beside };
}

it('Changes by another process open the gate once; our own do that themselves', (t) => {
  const { server, beside } = openedTwice(t);
  const watch = new StoreWatch(server);
  const { gate } = server;
  server.deed('somebody', 'something', 'here');
  watch.look();
  assert.equal(server.gate, gate);
  beside.deed('somebody', 'something', 'there');
  watch.look();
  watch.look();
  assert.equal(server.gate, gate + 1);
});

/** Objects that no compression makes small, so that their release has many pieces. */
const heavy = (n: number): object => ({
  ...identity(n, tlpMarkingId('green')),
  description: Array.from({ length: 10 }, () => processPowers.random(6_000).toBase64()).join(' '),
});

it('REL-11, AGR-9: A withdrawal by another process stops the next piece of a release on its way', (t) => {
  const { server, beside } = openedTwice(t);
  const partner = memoryParty('Bereth');
  keepPeer(server, ownIntroduction(partner), true);
  keepPeer(partner, ownIntroduction(server), true);
  const { agreement } = proposeAgreement(server, plainTerms([server.id, partner.id], server.now));
  keepPeer(partner, ownIntroduction(server), true);
  receiveAgreement(partner, agreement.note);
  receiveAgreement(server, signKnownAgreement(partner, agreement.id).agreement.note);
  assert.equal(importObjects(server, JSON.stringify([1, 2, 3, 4].map(heavy))).accepted, 4);

  const watch = new StoreWatch(server);
  const outgoing = releaseAfter(server, partner.id, 0);
  assert.ok(outgoing);
  const pieces = chunksOf(server, outgoing, 0);
  const next = (): IteratorResult<Uint8Array> => {
    watch.look();
    return pieces.next();
  };
  assert.equal(next().done, false);
  beside.deed('somebody', 'something', 'that changes no decision');
  assert.equal(next().done, false);
  withdrawFromAgreement(beside, agreement.id);
  assert.throws(next, { code: 'release-withheld' });
  assert.equal(releaseAfter(server, partner.id, 0), undefined);
});
