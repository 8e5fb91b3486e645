import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Fault } from '#protocol/bytes/fault.ts';
import { type ContactCard, contactContent, contactId, contactTitle, readContactCard } from './contact-card.ts';
import { isOpenAt, staleness, watchAt } from './contact-now.ts';

const now = 1_790_000_000; // Monday 21 September 2026, 14:13:20 UTC
const card: ContactCard = {
  name: 'ab'.repeat(16),
  version: 1,
  state: 'current',
  area: 'technical',
  titles: [{ lang: 'en', text: 'Duty officer' }],
  languages: ['en', 'fr'],
  zone: 'Europe/Paris',
  hours: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }],
  ways: [{ kind: 'phone', value: '+00 1' }],
  deputies: [{ title: 'Deputy', ways: [] }],
  takes: ['incident'],
  roster: [{ title: 'Watch B', ways: [], from: now - 10, until: now + 10 }],
  until: now + 1000,
};

const refused = (content: string, code: string): void =>
  assert.throws(
    () => readContactCard(content),
    (error) => error instanceof Fault && error.code === code,
    content,
  );
const changed = (change: object): string => {
  const content = JSON.parse(contactContent(card)) as object;
  const sorted = Object.entries({ ...content, ...change }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
};

describe('a contact card', () => {
  it('is read back as it was stated (Spec: CNT-1)', () =>
    assert.deepEqual(readContactCard(contactContent(card)), card));

  it('is refused with anything that it may not hold (Spec: CNT-1)', () => {
    refused(changed({ person: 'N. Amara' }), 'field-unknown');
    refused(changed({ ways: [] }), 'contact-ways');
    refused(changed({ titles: [] }), 'contact-titles');
    refused(changed({ zone: 'Europe/Atlantis' }), 'contact-zone');
    refused(changed({ roster: [{ from: 2, title: 'A', until: 1, ways: [] }] }), 'contact-roster');
    refused(changed({ hours: [{ days: [2, 1], from: 0, to: 10 }] }), 'field-type');
  });

  it('has an id that binds its author (Spec: CNT-2)', () => {
    assert.notEqual(contactId('a', card.name), contactId('b', card.name));
    assert.match(contactId('a', card.name), /^[0-9a-f]{64}$/);
  });

  it('is named in the language asked for, else in English, else in its first', () => {
    const both = {
      ...card,
      titles: [
        { lang: 'en', text: 'Duty officer' },
        { lang: 'fr', text: 'Permanence' },
      ],
    } as const;
    assert.equal(contactTitle(both, 'fr'), 'Permanence');
    assert.equal(contactTitle(both, 'zh'), 'Duty officer');
    assert.equal(contactTitle({ ...card, titles: [{ lang: 'ru', text: 'Дежурный' }] }, 'zh'), 'Дежурный');
  });
});

describe('whether a contact point works now', () => {
  it('follows its hours in its own zone, summer time included (Spec: CNT-4)', () => {
    assert.equal(isOpenAt(card, now), true); // 16:13 in Paris
    assert.equal(isOpenAt(card, now + 3600), false); // 17:13
    assert.equal(isOpenAt({ ...card, zone: 'Asia/Tokyo' }, now), false); // 23:13
    const sunday = now + 6 * 86_400;
    assert.equal(isOpenAt(card, sunday), false);
    // The same hour of UTC is 09:00 in Paris in winter and 10:00 in summer.
    const winter = Date.UTC(2026, 11, 1, 7, 59) / 1000;
    assert.equal(isOpenAt(card, winter), false);
    assert.equal(isOpenAt(card, winter + 60), true);
    assert.equal(isOpenAt(card, Date.UTC(2026, 6, 1, 7, 0) / 1000), true);
  });

  it('is open at every time when it says always', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (at) => isOpenAt({ ...card, hours: 'always' }, at)),
    );
  });

  it('names the watch from its beginning until before its end', () => {
    assert.equal(watchAt(card, now - 10)?.title, 'Watch B');
    assert.equal(watchAt(card, now + 10), undefined);
  });

  it('is stale after its time, or when nobody renewed it for a year (Spec: CNT-4)', () => {
    const long = { ...card, until: now + 1000 * 86_400 };
    assert.equal(staleness(card, now, now + 1000), 'over');
    assert.equal(staleness(long, now, now + 365 * 86_400), undefined);
    assert.equal(staleness(long, now, now + 366 * 86_400), 'not-renewed');
  });
});
