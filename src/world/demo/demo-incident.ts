import { utf8 } from '#protocol/bytes/text.ts';
import { type ActDraft, draftAct } from '#server/case/act-drafts.ts';
import { carryingDraft, carryingRules } from '#server/case/carried-act.ts';
import { membersOf } from '#server/case/case-channel.ts';
import { casesAt, knownCaseFile } from '#server/case/case-file.ts';
import { caseLog } from '#server/case/case-store.ts';
import { invitationTo, joinCase, openNewCase, takeInvitation } from '#server/case/open-case.ts';
import { releasedActs, releasedProof } from '#server/case/released-act.ts';
import type { Party } from '#server/party/party.ts';
import { caseRounds, untilSettled } from './demo-cases.ts';
import type { Federation } from './demo-federation.ts';

const account = 'administrator';
const day = 86_400;

const say = (words: string): Pick<ActDraft, 'body'> => ({ body: { words, files: [] } });

/** What the technical case tells others. */
const facts = `Substation gateways can be restarted from outside
The software in them reads a packet of odd length wrongly. No data is changed. An update comes within three weeks; until then close port 2404 to the outside.`;

/** The consultation that stands beside the incident, as Aldoria has it. */
function consultationOf(party: Party) {
  const found = casesAt(party, 'joined').find(({ procedure }) => procedure.procedure.id === 'consultation');
  if (found === undefined) throw new Error('The demonstration has no consultation.');
  return found;
}

/** Carries what the incident released into the consultation, in Aldoria's name. */
async function carryDemo(party: Party, incident: string): Promise<void> {
  const source = knownCaseFile(party, incident);
  const target = consultationOf(party);
  const [released] = releasedActs(party, source);
  const [carrying] = carryingRules(target.procedure.procedure);
  if (released === undefined || carrying === undefined) throw new Error('Nothing of the incident was released.');
  const proof = await releasedProof(party, source, released.index, membersOf(party, target));
  const words = 'Our CERT has looked into it with the maker. This is what that case has released.';
  draftAct(party, target, carryingDraft(carrying, utf8(proof), words), account);
}

/** An incident some steps in: under an embargo, a longer one asked, and one text released to the consultation. */
export async function incidentDemo({ aldoria, bereth, meridian }: Federation): Promise<void> {
  const parties = [aldoria, bereth, meridian];
  const members = [
    { party: aldoria.id, roles: ['coordinator'] },
    { party: bereth.id, roles: ['cert'] },
    { party: meridian.id, roles: ['vendor'] },
  ];
  const id = openNewCase(aldoria, { procedure: 'incident-coordination', label: { tlp: 'green' }, members }, account);
  const act = async (party: Party, draft: Omit<ActDraft, 'fields'> & Partial<ActDraft>): Promise<string> => {
    draftAct(party, knownCaseFile(party, id), { fields: {}, ...draft }, account);
    await caseRounds(parties, untilSettled);
    const log = caseLog(aldoria, knownCaseFile(aldoria, id));
    const made = log.state()?.steps.findLast((step) => step.kind === 'act' && step.act === draft.act);
    return made?.kind === 'act' ? (log.recordAt(made.index)?.id ?? '') : '';
  };
  for (const party of [bereth, meridian]) {
    takeInvitation(party, aldoria.id, invitationTo(aldoria, knownCaseFile(aldoria, id)));
    joinCase(party, id, account);
  }
  await caseRounds(parties, untilSettled);
  await act(aldoria, {
    act: 'report',
    ...say('Gateways restart without a cause\nThree operators report it since Monday.'),
  });
  const item = await act(aldoria, { act: 'add-item', ...say('Gateway library 4, every build before 4.9') });
  await act(meridian, { act: 'say-status', item, fields: { status: 'affected' } });
  await act(meridian, { act: 'propose-embargo', fields: { until: aldoria.now + 20 * day } });
  await act(aldoria, { act: 'agree-embargo' });
  await act(bereth, { act: 'agree-embargo' });
  const text = await act(aldoria, { act: 'propose-release', fields: { under: 'green' }, ...say(facts) });
  await act(meridian, { act: 'agree-release', item: text });
  await caseRounds(parties, untilSettled);
  await carryDemo(aldoria, id);
  await act(meridian, {
    act: 'revise-embargo',
    fields: { wanted: aldoria.now + 30 * day },
    ...say('One operator needs ten days more to update its substations.'),
  });
}
