import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseCalendar } from '#server/http/case-calendar.ts';
import { CaseStage, hour, words } from './case-stage.fixture.ts';

const secret = 'Only for those who take part';
const calendarOf = (cases: CaseStage, index: number): string =>
  caseCalendar(cases.party(index).party).replaceAll('\r\n ', '');
const instant = (seconds: number): string => new Date(seconds * 1000).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

test('a calendar of cases has our deadlines as tasks, those of others and meetings as times, and no words (Spec: BRD-4)', async () => {
  const cases = new CaseStage();
  await cases.open();
  await cases.act(0, 'ask', words(secret));
  const { since } = cases.state().machines['consultation'] ?? assert.fail();
  const due = instant(since + 48 * hour);
  assert.match(calendarOf(cases, 1), new RegExp(`BEGIN:VTODO[^]*DUE:${due}`));
  assert.match(calendarOf(cases, 0), new RegExp(`BEGIN:VEVENT[^]*DTSTART:${due}`));
  assert.doesNotMatch(calendarOf(cases, 0), /VTODO/);
  await cases.act(1, 'answer', words(secret));
  const meetAt = cases.stage.now + 30 * hour;
  await cases.act(0, 'ask-for-meeting', { fields: { meetAt }, ...words(secret) });
  const both = calendarOf(cases, 2);
  assert.match(both, new RegExp(`DTSTART:${instant(meetAt)}\\r\\nDTEND:${instant(meetAt + hour)}`));
  assert.ok(!both.includes(secret));
  await cases.act(1, 'record-meeting', words(secret));
  assert.ok(!calendarOf(cases, 2).includes(instant(meetAt)), 'a meeting that was held still stands in the calendar');
});

test('a case that ended leaves the calendar (Spec: BRD-4)', async () => {
  const cases = new CaseStage();
  await cases.open();
  assert.match(calendarOf(cases, 0), /BEGIN:VTODO/);
  await cases.act(0, 'withdraw');
  assert.doesNotMatch(calendarOf(cases, 0), /BEGIN:V(?:TODO|EVENT)/);
});
