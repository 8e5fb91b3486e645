import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tlpMarkingId } from '#exchange/stix/tlp-definition.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { ReleasedCollection } from '#server/egress/released-collection.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { auditParty } from '#server/party/audit.ts';
import { contentOf } from '#server/party/content.ts';
import { eraseItems } from '#server/party/erase-item.ts';
import { checkImport } from '#server/party/import-check.ts';
import { stixSource } from '#server/party/read-source.ts';
import { countRecords, holdings } from '#server/party/record-search.ts';
import { formsBeside } from '#server/party/variant-book.ts';
import { conclude, give, indicator, introduce, Stage } from './stage.fixture.ts';
import type { StagedParty } from './staged-party.fixture.ts';

/** An object whose rest is GREEN, with one part marked AMBER and one RED. */
const layered = () => ({
  ...indicator('Open name', 'green'),
  description: 'Amber words',
  labels: ['open', 'red-word'],
  granular_markings: [
    { selectors: ['description'], marking_ref: tlpMarkingId('amber') },
    { selectors: ['labels.[1]'], marking_ref: tlpMarkingId('red') },
  ],
});

/** What a party holds of others, by what it says. */
const held = ({ party }: StagedParty): Record<string, unknown>[] =>
  party.db
    .all<{ text: string | null }>('SELECT text FROM item ORDER BY seq')
    .flatMap(({ text }) => (text === null ? [] : [{ ...contentOf(text) }]));

interface World {
  readonly stage: Stage;
  readonly author: StagedParty;
  readonly partners: ReadonlyMap<Tlp, StagedParty>;
}

/** An author with one partner for each ceiling. */
function world(...ceilings: readonly Tlp[]): World {
  const stage = new Stage();
  const author = stage.found('aldoria');
  const partners = new Map(ceilings.map((ceiling) => [ceiling, stage.found(`up to ${ceiling}`)]));
  introduce(author, ...partners.values());
  setPolicy(author.party, { ...author.party.policy(), ceiling: 'red', approvalAbove: 'red' });
  for (const [ceiling, partner] of partners)
    conclude([author, partner], stage.terms([author, partner], [{ ceiling }], { form: 'bilateral' }));
  return { stage, author, partners };
}

test('each partner gets the fullest form that is open to it, and none a part above its level (STX-23, STX-25)', async () => {
  const { stage, author, partners } = world('clear', 'green', 'amber', 'red');
  const object = layered();
  const report = give(author, object);
  assert.deepEqual([report.seen, report.accepted], [1, 1]);
  await stage.settle(author, ...partners.values());
  const seen = (ceiling: Tlp): Record<string, unknown>[] => held(partners.get(ceiling) ?? assert.fail());
  assert.deepEqual(seen('clear'), []);
  const { description: _, granular_markings: __, ...rest } = object;
  assert.deepEqual(seen('green'), [{ ...rest, labels: ['open'] }]);
  assert.deepEqual(seen('amber'), [
    { ...object, labels: ['open'], granular_markings: object.granular_markings.slice(0, 1) },
  ]);
  assert.deepEqual(seen('red'), [object]);
  for (const one of [author, ...partners.values()]) assert.deepEqual(auditParty(one.party).findings, []);
});

test('what a partner was given in part it gets in full when that opens to it, and no part after the full (STX-25)', async () => {
  const { stage, author, partners } = world('green');
  const partner = partners.get('green') ?? assert.fail();
  give(author, layered());
  await stage.settle(author, partner);
  assert.equal(held(partner).length, 1);
  conclude([author, partner], stage.terms([author, partner], [{ ceiling: 'red' }], { form: 'bilateral' }));
  await stage.settle(author, partner);
  assert.deepEqual(
    held(partner).map((object) => object['description']),
    [undefined, 'Amber words'],
  );
});

test('an object and its forms that lack parts are one record, and a collection shows the fullest that went (STX-30)', async () => {
  const { stage, author, partners } = world('green');
  const partner = partners.get('green') ?? assert.fail();
  give(author, layered());
  const { party } = author;
  assert.equal(party.db.count('SELECT count(*) FROM item_variant'), 2);
  assert.equal(countRecords(party, { order: '-at' }), 1);
  assert.deepEqual([holdings(party).held, holdings(party).kinds], [1, [{ value: 'indicator', count: 1 }]]);
  assert.equal(countRecords(party, { refused: partner.party.id, order: '-at' }), 0);
  assert.deepEqual(
    formsBeside(party, 0).map(({ class: id }) => party.items.factsOf(id).label.tlp),
    ['amber', 'green'],
  );
  const scope = { alias: 'released', title: '', description: '' };
  const everything = {
    after: -1,
    limit: 10,
    ids: undefined,
    types: undefined,
    versions: 'all',
    specVersions: undefined,
  } as const;
  const shown = () => {
    const { entries } = new ReleasedCollection(party, partner.party.id, scope).page(everything);
    return entries.map(({ content }) => JSON.parse(content)['description']);
  };
  assert.deepEqual(shown(), [undefined]);
  conclude([author, partner], stage.terms([author, partner], [{ ceiling: 'amber' }], { form: 'bilateral' }));
  assert.deepEqual(shown(), ['Amber words']);
});

test('an object that cannot be cut stays whole at its strictest level (STX-9, STX-23)', async () => {
  const { stage, author, partners } = world('green', 'red');
  const marks = [{ selectors: ['pattern'], marking_ref: tlpMarkingId('red') }];
  give(author, { ...indicator('Whole', 'green'), granular_markings: marks });
  await stage.settle(author, ...partners.values());
  assert.deepEqual(
    [...partners.values()].map((partner) => held(partner).length),
    [0, 1],
  );
});

test('a forecast says whom an object reaches in part, and importing it again finds it known (STX-25)', () => {
  const { author, partners } = world('clear', 'green');
  const text = JSON.stringify([layered()]);
  const [, green] = [...partners.values()];
  assert.deepEqual(checkImport(author.party, stixSource(text)).reach, [{ party: green?.party.id, count: 1 }]);
  const object = layered();
  give(author, object);
  const again = give(author, object);
  assert.deepEqual([again.accepted, again.known, again.refused], [0, 1, 0]);
});

test('whoever erases the whole erases every variant of it (STX-25, ERA-1)', () => {
  const { author } = world();
  give(author, layered());
  const first = author.party.db.get<{ seq: number }>('SELECT min(seq) AS seq FROM item');
  assert.equal(held(author).length, 3);
  eraseItems(author.party, [first?.seq ?? -1], { reason: 'own-decision' });
  assert.deepEqual(held(author), []);
  assert.deepEqual(auditParty(author.party).findings, []);
});
