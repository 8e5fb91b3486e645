/*
 * What follows in every procedure when nobody acts, written out and not computed: it is what parties rely on. Each line: where,
 * what is owed, how long, what silence means, where it leads, and who may then do what in the same part of the procedure.
 */

/** Where a mediation has ended, nobody is its mediator any more. */
const talksOfTwo = [
  'asker: withdraw exchange-facts bring-facts agree-resolved pause ask-for-meeting ask-for-emergency-meeting propose-mediator propose-statement propose-two-statements',
  'asked: exchange-facts bring-facts agree-resolved pause ask-for-meeting ask-for-emergency-meeting propose-mediator propose-statement propose-two-statements',
].join(' | ');

const talks = `${talksOfTwo} | mediator: bring-facts propose-statement propose-two-statements`;

const unmet = [
  'asker: withdraw exchange-facts bring-facts pause ask-for-meeting fix-meeting record-meeting ask-for-emergency-meeting propose-mediator',
  'asked: exchange-facts bring-facts pause ask-for-meeting fix-meeting record-meeting ask-for-emergency-meeting propose-mediator',
  'mediator: bring-facts',
].join(' | ');

const unanswered = [
  'asker: ask withdraw exchange-facts bring-facts pause ask-for-meeting ask-for-emergency-meeting',
  'asked: answer exchange-facts bring-facts pause ask-for-meeting ask-for-emergency-meeting',
  'mediator: bring-facts',
].join(' | ');

const free = 'coordinator: propose-embargo | vendor: propose-embargo | cert: propose-embargo';

const embargoed = [
  'coordinator: sign-embargo shorten-embargo revise-embargo leave-embargo',
  'vendor: sign-embargo shorten-embargo revise-embargo leave-embargo',
  'cert: sign-embargo shorten-embargo revise-embargo leave-embargo',
].join(' | ');

const unattended = [
  'coordinator: report add-item reviewed invite-vendor invite-cert propose-release bring-facts publish became-public close-unpublished',
  'vendor: report add-item bring-facts became-public',
  'cert: report add-item bring-facts became-public take-over',
  'witness: became-public',
].join(' | ');

export const expectedSilence: Readonly<Record<string, readonly string[]>> = {
  consultation: [
    'consultation/noted/ask-by 168 h, lapse → withdrawn | end',
    `consultation/asked/reply 48 h, escalation → unanswered | ${unanswered}`,
    'consultation/answered/assess 168 h, consent → resolved | end',
    `consultation/unanswered/next-step 72 h, no-effect → unanswered | ${unanswered}`,
    `consultation/meeting-due/meet 48 h, escalation → unmet | ${unmet}`,
    `consultation/unmet/next-step-unmet 72 h, no-effect → unmet | ${unmet}`,
    `consultation/recorded/record-by 72 h, no-effect → talking | ${talks}`,
    `consultation/talking/progress 336 h, no-effect → talking | ${talks}`,
    `consultation/mediator-proposed/consent-by 72 h, refusal → talking | ${talks}`,
    `consultation/mandate/accept-by 72 h, refusal → talking | ${talks}`,
    `consultation/mediation/mandate-end agreed time, lapse → talking | ${talksOfTwo}`,
    `consultation/seconding/second-by 48 h, refusal → talking | ${talks}`,
    `consultation/convened/convene-by 72 h, no-effect → talking | ${talks}`,
    `consultation/in-session/session-end 48 h, lapse → talking | ${talks}`,
    `consultation/paused/resume agreed time, as-agreed → talking | ${talks}`,
    `consultation/statement-proposed/agree-by 48 h, refusal → talking | ${talksOfTwo}`,
    'consultation/release-set/release agreed time, as-agreed → released | end',
    `consultation/committing/commit-by 72 h, refusal → talking | ${talksOfTwo}`,
    'consultation/committed/open-at agreed time, as-agreed → opening | asker: confirm-statements report-unopened | asked: confirm-statements report-unopened',
    `consultation/opening/confirm-by 24 h, lapse → talking | ${talksOfTwo}`,
    'standstill/standstill-proposed/standstill-by 48 h, refusal → none | asker: propose-standstill | asked: propose-standstill',
    'standstill/standing/standstill-end agreed time, lapse → none | asker: propose-standstill | asked: propose-standstill',
  ],
  notification: [
    'notification/drafted/notify-by 168 h, lapse → withdrawn | end',
    'notification/notified/questions 336 h, consent → done | end',
    'notification/questioned/clarify-by 48 h, escalation → unclear | notifier: clarify change-notification withdraw-notification | notified: question',
    'notification/unclear/ask-again 168 h, no-effect → notified | notifier: change-notification withdraw-notification | notified: question take-note',
  ],
  'contact-test': [
    'directory/kept/next-test 4380 h, escalation → overdue | manager: test end-directory | contact: ask-test',
    'directory/overdue/test-overdue 720 h, no-effect → overdue | manager: test end-directory | contact: ask-test',
    'card/tested/answer-test-by 24 h, escalation → missed | manager: try-second-way | contact: answer-test change-card',
    'card/missed/second-way-by 72 h, escalation → flagged | contact: answer-test change-card',
    'card/flagged/fix-by 720 h, no-effect → stale | contact: answer-test change-card',
  ],
  'incident-coordination': [
    `coordination/open/review 168 h, escalation → unattended | ${unattended}`,
    `coordination/unattended/attend 72 h, no-effect → unattended | ${unattended}`,
    'coordination/published/lessons 720 h, consent → closed | end',
    // Nobody has agreed to anything: it stands among two who have.
    `embargo/embargo-proposed/embargo-answer 168 h, not-bound → free | ${free}`,
    `embargo/embargo-proposed/embargo-too-late agreed time, lapse → free | ${free}`,
    'embargo/embargoed/embargo-end agreed time, lapse → ended | end',
    `embargo/revision-proposed/revision-answer 168 h, refusal → embargoed | ${embargoed}`,
    'embargo/revision-proposed/embargo-end agreed time, lapse → ended | end',
    'handling/received/triage 168 h, no-effect → received | coordinator: found-valid found-invalid | vendor: found-valid found-invalid | cert: found-valid found-invalid',
    'handling/valid/decide 168 h, no-effect → valid | coordinator: found-invalid accept defer | vendor: found-invalid accept defer | cert: found-invalid accept defer',
    'status/not-said/say-by 1080 h, no-effect → not-said | vendor: say-status | cert: say-status',
    'ownership/offered/hand-over-by 24 h, refusal → held | coordinator: offer-ownership',
    'release/release-proposed/release-answer 72 h, refusal → withheld | end',
  ],
};
