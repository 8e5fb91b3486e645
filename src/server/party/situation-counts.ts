import { firstDay, type Period } from '#desks/infrastructure/trend.ts';
import { type AspectTopic, aspectsOf } from '#exchange/stix/aspects.ts';
import { contentOf, isStix } from './content.ts';
import type { Party } from './party.ts';

/*
 * Counting looks into every object, so it follows the records in arrears and a page only adds up.
 * An object counts once, by the first version held of it. Spec: SIT-1, SIT-2.
 */

const place = 'situation';
/** Records looked at in one go: a fraction of a second. */
const portion = 10_000;

/** Position of the first record that is not counted yet. */
const nextToCount = (party: Party): number => Number(party.meta.get(place) ?? 0);

/** How far the counts reach. */
export const situationReach = (party: Party): { counted: number; held: number } => ({
  counted: Math.min(nextToCount(party), party.items.lastSeq() + 1),
  held: party.items.lastSeq() + 1,
});

const firstVersions = `SELECT seq, text FROM item WHERE seq >= ? AND seq < ? AND text IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM item_name JOIN item AS earlier ON earlier.seq = item_name.seq
    WHERE item_name.key = item.name_key AND earlier.object = item.object AND earlier.seq < item.seq)`;

const addition = `INSERT INTO situation (topic, day, subject, count) VALUES (?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET count = count + excluded.count`;

function add(party: Party, text: string, times: 1 | -1): void {
  const found = isStix(text) ? aspectsOf(contentOf(text)) : undefined;
  for (const { topic, subject, count } of found?.aspects ?? [])
    party.db.run(addition, topic, found?.day ?? 0, subject, times * count);
}

/** Counts the next portion of records; false when there was nothing to count. */
export function countSituation(party: Party): boolean {
  const from = nextToCount(party);
  const until = Math.min(from + portion, party.items.lastSeq() + 1);
  if (until <= from) return false;
  party.transaction(() => {
    for (const { text } of party.db.all<{ text: string }>(firstVersions, from, until)) add(party, text, 1);
    party.meta.set(place, String(until));
  });
  return true;
}

/** Takes a record out of the counts; call inside the transaction that erases its text. Spec: SIT-2. */
export function uncountSituation(party: Party, seq: number): void {
  if (seq >= nextToCount(party)) return;
  for (const { text } of party.db.all<{ text: string }>(firstVersions, seq, seq + 1)) add(party, text, -1);
  party.db.run('DELETE FROM situation WHERE count <= 0');
}

/** The counts of a topic by day in a period, over all subjects. */
export const countsByDay = (party: Party, topic: AspectTopic, period: Period): { day: number; count: number }[] =>
  party.db.all(
    'SELECT day, sum(count) AS count FROM situation WHERE topic = ? AND day BETWEEN ? AND ? GROUP BY day',
    topic,
    firstDay(period),
    period.until,
  );

/** Subjects of a topic in a period, the most frequent first. `prefix` narrows to subjects that begin so. */
export const topSubjects = (
  party: Party,
  question: { topic: AspectTopic; period: Period; prefix?: string; most: number },
): { subject: string; count: number }[] =>
  party.db.all(
    `SELECT subject, sum(count) AS count FROM situation WHERE topic = ? AND day BETWEEN ? AND ?
     AND substr(subject, 1, ?) = ? GROUP BY subject ORDER BY count DESC, subject LIMIT ?`,
    question.topic,
    firstDay(question.period),
    question.period.until,
    question.prefix?.length ?? 0,
    question.prefix ?? '',
    question.most,
  );

/** How often one subject stands in a period. */
export const countOf = (party: Party, topic: AspectTopic, subject: string, period: Period): number =>
  party.db.count(
    'SELECT coalesce(sum(count), 0) FROM situation WHERE topic = ? AND day BETWEEN ? AND ? AND subject = ?',
    topic,
    firstDay(period),
    period.until,
    subject,
  );
