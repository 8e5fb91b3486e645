import { type SampleAct, type SampleCase, sampleCase, sampleRecord } from './sample-case-replay.ts';
import { aldoria, bereth, calder, meridian, openNets, sampleNow } from './sample-facts.ts';

const hour = 3600;

/** The first so many acts of a made-up case, read so many hours after the last of them. */
const until = (made: SampleCase, count: number): SampleCase => ({ ...made, acts: made.acts.slice(0, count) });

const act = (by: SampleAct['by'], name: string, hours: number, more: Partial<SampleAct> = {}): SampleAct => ({
  by,
  act: name,
  ago: hours,
  ...more,
});

const consultation: SampleCase = {
  procedure: 'consultation',
  title: 'Outage at Calder Grid: request for clarification',
  members: [
    [bereth, 'asker'],
    [aldoria, 'asked'],
    [meridian, 'witness'],
    [openNets, 'supporter'],
  ],
  began: 50,
  acts: [
    act(bereth, 'ask', 40, {
      words: 'Our operators saw traffic from addresses registered in Aldoria. Do you know of it?',
    }),
    act(aldoria, 'acknowledge', 30),
    act(aldoria, 'answer', 20, { words: 'The hosts were misused by others. We have cleaned them.' }),
    act(bereth, 'ask-for-meeting', 12, {
      words: 'To look at the traces together.',
      fields: { meetAt: sampleNow + 30 * hour },
    }),
    act(aldoria, 'record-meeting', 6, { words: 'We met and looked at the traces together.' }),
    act(bereth, 'agree-record', 5),
    act(aldoria, 'agree-record', 4),
    act(aldoria, 'propose-mediator', 1, { fields: { mediator: meridian.id } }),
  ],
};

const notification: SampleCase = {
  procedure: 'notification',
  title: 'Exercise Long Night',
  members: [
    [aldoria, 'notifier'],
    [bereth, 'notified'],
    [calder, 'notified'],
    [meridian, 'witness'],
  ],
  began: 90,
  acts: [
    act(aldoria, 'notify', 80, {
      words: 'A national exercise. Expect tests of our mail servers.',
      fields: { what: 'exercise', begins: sampleNow + 40 * hour, ends: sampleNow + 90 * hour },
    }),
    act(bereth, 'take-note', 70),
    act(calder, 'question', 60, { words: 'Are our substations part of it?' }),
    act(aldoria, 'clarify', 8, { words: 'No system of others is touched.' }),
  ],
};

const contactTest: SampleCase = {
  procedure: 'contact-test',
  members: [
    [meridian, 'manager'],
    [aldoria, 'contact'],
    [bereth, 'contact'],
    [calder, 'contact'],
  ],
  began: 60,
  acts: [
    act(meridian, 'test', 30, { fields: { nonce: 'c3'.repeat(32) } }),
    act(bereth, 'answer-test', 29, { fields: { nonce: 'c3'.repeat(32) }, about: bereth }),
    act(meridian, 'end-directory', 1, { words: 'The directory moves to another keeper.' }),
  ],
};

const incident: SampleCase = {
  procedure: 'incident-coordination',
  title: 'Gateway of three makers',
  members: [
    [aldoria, 'coordinator'],
    [bereth, 'cert'],
    [calder, 'vendor'],
    [openNets, 'vendor'],
  ],
  began: 100,
  acts: [
    act(aldoria, 'report', 96, { words: 'A crafted packet restarts the gateway.' }),
    act(aldoria, 'add-item', 95, { words: 'Gateway 4, all builds' }),
    act(calder, 'propose-embargo', 90, { fields: { until: sampleNow + 700 * hour } }),
    act(bereth, 'agree-embargo', 80),
    act(calder, 'say-status', 79, { fields: { status: 'affected' }, about: calder, item: sampleRecord(1) }),
    act(calder, 'found-valid', 70, { about: calder }),
    act(bereth, 'became-public', 1, { words: 'An article describes the fault.' }),
  ],
};

/** Every procedure in the states that a reader meets: first, ours, theirs, late, ended. */
export const caseStates = {
  'consultation-first': sampleCase(until(consultation, 0)),
  'consultation-ours': sampleCase(until(consultation, 1)),
  'consultation-acknowledged': sampleCase(until(consultation, 2)),
  'consultation-theirs': sampleCase(until(consultation, 3)),
  'consultation-talks': sampleCase(until(consultation, 7)),
  'consultation-record': sampleCase(until(consultation, 6)),
  'consultation-mediator': sampleCase(consultation),
  'consultation-silent': sampleCase({
    ...until(consultation, 1),
    acts: consultation.acts.slice(0, 1).map((one) => ({ ...one, ago: 49 })),
  }),
  'consultation-void': sampleCase({
    ...consultation,
    acts: [...consultation.acts, act(openNets, 'answer', 0.5, { words: 'Not ours.' })],
  }),
  'notification-first': sampleCase(until(notification, 0)),
  'notification-theirs': sampleCase(until(notification, 2)),
  'notification-unclear': sampleCase(until(notification, 3)),
  'notification-late': sampleCase(notification),
  'contact-first': sampleCase(until(contactTest, 0)),
  'contact-ours': sampleCase({
    ...until(contactTest, 2),
    acts: contactTest.acts.slice(0, 2).map((one) => ({ ...one, ago: one.ago - 10 })),
  }),
  'contact-missed': sampleCase(until(contactTest, 2)),
  'contact-ended': sampleCase(contactTest),
  'incident-first': sampleCase(until(incident, 0)),
  'incident-embargo': sampleCase(until(incident, 6)),
  'incident-stands': sampleCase({
    ...until(incident, 4),
    began: 200,
    acts: incident.acts.slice(0, 4).map((one) => ({ ...one, ago: one.ago + 100 })),
  }),
  'incident-public': sampleCase(incident),
};
