import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type CalendarEvent, type CalendarTask, calendarText } from './calendar.ts';

const event: CalendarEvent = {
  kind: 'event',
  uid: 'ab@aldoria',
  stamp: 1_790_000_000,
  sequence: 2,
  summary: 'Patch; now, or \\ later',
  description: 'Two\nlines',
  url: 'https://aldoria.example/notices/ab',
  start: 1_790_000_000,
  end: 1_790_003_600,
};
const task: CalendarTask = { ...event, kind: 'task', due: 1_790_003_600, isDone: false };

/** A reader of its own: unfolds, splits and unescapes as RFC 5545 says. */
function parse(text: string): [name: string, value: string][] {
  assert.ok(text.endsWith('\r\n'));
  const plainText = (value: string): string =>
    value.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
  return text
    .replaceAll('\r\n ', '')
    .split('\r\n')
    .slice(0, -1)
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), plainText(line.slice(colon + 1))];
    });
}

const member = (text: string, name: string): string | undefined => parse(text).find(([one]) => one === name)?.[1];

describe('an iCalendar object', () => {
  it('RFC 5545: is read back as it was meant, in UTC', () => {
    const text = calendarText('Notices', [event, task]);
    assert.equal(member(text, 'SUMMARY'), event.summary);
    assert.equal(member(text, 'DESCRIPTION'), event.description);
    assert.equal(member(text, 'DTSTART'), '20260921T141320Z');
    assert.equal(member(text, 'DUE'), '20260921T151320Z');
    const begins = parse(text)
      .filter(([name]) => name === 'BEGIN')
      .map(([, value]) => value);
    assert.deepEqual(begins, ['VCALENDAR', 'VEVENT', 'VTODO']);
  });

  it('says what is cancelled and what is done', () => {
    assert.match(calendarText('', [{ ...event, isCancelled: true }]), /STATUS:CANCELLED/);
    assert.match(calendarText('', [{ ...task, isDone: true }]), /STATUS:COMPLETED/);
    assert.match(calendarText('', [task]), /STATUS:NEEDS-ACTION/);
  });

  it('RFC 5545 section 3.1: has no line above 75 octets and breaks no character, whatever the text', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 300 }).map((text) => text.replaceAll(/\p{Cc}/gu, ''));
    fc.assert(
      fc.property(texts, (summary) => {
        const text = calendarText('Notices', [{ ...event, summary }]);
        for (const line of text.split('\r\n')) assert.ok(new TextEncoder().encode(line).length <= 75);
        assert.equal(member(text, 'SUMMARY'), summary.toWellFormed());
      }),
    );
  });

  it('lets no text add a line of its own', () => {
    const text = calendarText('x\r\nEND:VCALENDAR', [
      { ...event, summary: 'a\r\nATTENDEE:b', url: 'https://x\r\nX:1' },
    ]);
    assert.ok(!text.split('\r\n').some((line) => /^(?:ATTENDEE|X):/.test(line)));
    assert.equal(text.split('\r\nEND:VCALENDAR').length, 2);
  });
});
