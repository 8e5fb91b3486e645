import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Clause } from '#protocol/agreement/clause.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { Tlp } from '#protocol/record/label.ts';
import { setPolicy } from '#server/party/approvals.ts';
import { importSource } from '#server/party/import-objects.ts';
import { labelRules } from '#server/party/misp-organisations.ts';
import { readSource } from '#server/party/read-source.ts';
import { conclude, introduce, Stage } from './stage.fixture.ts';
import { everything } from './what-left.fixture.ts';

/*
 * Events that a guard between two MISP servers must, or must not, let through. Each is imported by a
 * party whose agreement says what the guard's rule says; then all that leaves it is searched. Beside
 * each stands the same event without the one thing that closes it, which does leave: the search
 * finds what there is. The events are read where they lie and are no part of this project.
 */

const folder = join(import.meta.dirname, '../../../shared/data/misp/leak-matrix');
const skip = existsSync(folder) ? false : 'the events are not beside this checkout';

const observations: Clause['kinds'] = [
  'grouping',
  'identity',
  'indicator',
  'ipv4-addr',
  'network-traffic',
  'observed-data',
];

interface Blocked {
  /** Texts of the event that must not leave. */
  readonly closed: readonly string[];
  /** Texts that leave nevertheless: the guard stops the whole event, we only what is closed. */
  readonly open?: readonly string[];
  /** What closes it, and what stands there in the event that leaves. */
  readonly lift?: readonly (readonly [closing: RegExp, opening: string])[];
  readonly ceiling?: Tlp;
  readonly kinds?: Clause['kinds'];
  /** The clause under which the event without the closing thing leaves, where it is the clause that closes. */
  readonly lifted?: Partial<Clause>;
}

const organisationOnly = [[/"distribution": "0"/g, '"distribution": "5"']] as const;
const attributeUuid = 'e37a6c99-c7dc-4e41-8c79-25e35c39df0a';
const event = '385283a1-b5e0-4e10-a532-dce11c365a56';

const blocked: Readonly<Record<string, Blocked>> = {
  attribute_analyst_relationship_distribution: {
    closed: ['41146bcb-2869-4cf0-8abb-015e8d1350c9', 'cquaintance'],
    open: ['8.8.8.8', event],
    lift: organisationOnly,
  },
  attribute_category: { closed: [attributeUuid, 'last-name'], kinds: observations, lifted: { kinds: 'any' } },
  attribute_distribution: { closed: [attributeUuid, '2.2.2.2'], open: [event], lift: organisationOnly },
  attribute_note_distribution: {
    closed: ['9c0e3e20-b1ea-4473-81d2-845c4399c36d', 'Ceci est une note'],
    open: ['8.8.8.8', event],
    lift: organisationOnly,
  },
  attribute_opinion_distribution: {
    closed: ['"opinion--', 'strongly-'],
    open: ['8.8.8.8', event],
    lift: organisationOnly,
  },
  attribute_sharing_group: {
    closed: [attributeUuid, '2.2.2.2', 'test_sharing_group', 'b9e656ba-b9c0-4506-83ed-7b54b43a57cb'],
    open: [event],
    lift: [
      [/"sharing_group_id": "1"/g, '"sharing_group_id": "0"'],
      [/"SharingGroup": \{/g, '"AnotherMember": {'],
    ],
  },
  attribute_tags: { closed: [attributeUuid, '2.2.2.2'], open: [event], lift: [[/tlp:red/g, 'tlp:amber']] },
  attribute_type: { closed: [attributeUuid, 'passport-number'], kinds: observations, lifted: { kinds: 'any' } },
  event_distribution: { closed: [event, attributeUuid], lift: [[/"distribution": "0"/g, '"distribution": "2"']] },
  event_report_distribution: {
    closed: ['foobar', 'b3d17653-b27d-44f7-8267-04e4de8586c3'],
    open: ['2.2.2.2', event],
    lift: organisationOnly,
  },
  required_allowed_tag: { closed: [event, attributeUuid], ceiling: 'green', lifted: { ceiling: 'amber' } },
  required_blocked_tag: { closed: [event, attributeUuid], lift: [[/tlp:rainbow/g, 'tlp:green']] },
  required_tag: { closed: [event, attributeUuid], ceiling: 'amber', lifted: { ceiling: 'amber+strict' } },
  sharing_group: {
    closed: [event, attributeUuid, 'test_sharing_group'],
    lift: [
      [/"sharing_group_id": "1"/g, '"sharing_group_id": "0"'],
      [/"SharingGroup": \{/g, '"AnotherMember": {'],
    ],
  },
  tags: { closed: [event, attributeUuid], lift: [[/tlp:red/g, 'tlp:amber']] },
};

const prefix = 'test_event_blocked_';
const read = (name: string): string => readFileSync(join(folder, `${name}.json`), 'utf8');

/** Everything that leaves a party which imported an event, under one clause: link, TAXII, pages, errors. */
async function leaving(text: string, clause: Partial<Clause>): Promise<string> {
  const stage = new Stage();
  const [a, b] = [stage.found('Aldoria'), stage.found('Bereth')];
  introduce(a, b);
  setPolicy(a.party, { blocked: [], ceiling: 'red', approvalAbove: 'red', withheldKinds: [] });
  conclude([a, b], stage.terms([a, b], [{ ceiling: 'amber+strict', ...clause }]));
  const labels = labelRules(a.party, { tlp: 'amber+strict' });
  importSource(a.party, readSource(utf8(text), { now: 0, labels }));
  const objects = a.party.db.all<{ object: string }>('SELECT object FROM item').map(({ object }) => ({ id: object }));
  return everything({ stage, a, b, objects: objects.slice(0, 4) });
}

const missing = (text: string, wanted: readonly string[]): string[] => wanted.filter((part) => !text.includes(part));
const found = (text: string, wanted: readonly string[]): string[] => wanted.filter((part) => text.includes(part));

describe('the leak matrix', { skip }, () => {
  it('has a scenario for every event that a guard must stop', () => {
    const names = readdirSync(folder).filter((name) => name.startsWith(prefix));
    assert.equal(names.length, 15);
    assert.deepEqual(
      names.toSorted(),
      Object.keys(blocked)
        .map((name) => `${prefix}${name}.json`)
        .toSorted(),
    );
  });

  for (const [name, one] of Object.entries(blocked)) {
    const { ceiling = 'amber+strict', kinds = 'any' } = one;
    it(`MSP-5 to MSP-8: what is closed in blocked_${name} does not leave, by no way`, async () => {
      const text = await leaving(read(`${prefix}${name}`), { ceiling, kinds });
      assert.deepEqual(found(text, one.closed), []);
      assert.deepEqual(missing(text, one.open ?? []), []);
    });

    it(`blocked_${name} leaves without that which closes it`, async () => {
      const lifted = (one.lift ?? []).reduce((text, [from, to]) => text.replace(from, to), read(`${prefix}${name}`));
      const text = await leaving(lifted, { ceiling, kinds, ...one.lifted });
      assert.notEqual(missing(text, one.closed).length, one.closed.length);
      assert.deepEqual(missing(text, [event]), []);
    });
  }

  it('MSP-5: what a guard lets through leaves: an event of connected communities, and one tagged CLEAR', async () => {
    const plain = await leaving(read('test_event_non-blocked'), { ceiling: 'amber+strict' });
    assert.deepEqual(missing(plain, [event, attributeUuid, '8.8.8.8']), []);
    const tagged = await leaving(read('test_event_non-blocked_required_allowed_tag'), { ceiling: 'amber' });
    assert.deepEqual(missing(tagged, [event, attributeUuid]), []);
  });
});
