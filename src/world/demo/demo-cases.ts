import { type ActDraft, draftAct } from '#server/case/act-drafts.ts';
import { knownCaseFile } from '#server/case/case-file.ts';
import { invitationTo, joinCase, openNewCase, takeInvitation } from '#server/case/open-case.ts';
import { runCases } from '#server/case/run-cases.ts';
import type { Party } from '#server/party/party.ts';
import { CaseCourier } from './case-courier.ts';
import type { Federation } from './demo-federation.ts';

const account = 'administrator';

const question = [
  { key: 'subject', n: 1, text: 'Outage at Calder Grid: what do you know of it?' },
  {
    key: 'facts',
    n: 1,
    text: `Between 02:10 and 03:40 UTC on 20 November operators of Calder Grid lost sight of two substations.
In the same hours they saw connections from addresses that are registered in Aldoria. We do not know who used them.`,
  },
  { key: 'question', n: 1, text: 'Are those hosts known to you?' },
  { key: 'question', n: 2, text: 'Were they misused by others?' },
];

const standstill = [{ key: 'scope', n: 1, text: 'While we look into it, neither side names the other in public.' }];

/** Everybody works in its cases once, so many times. */
export async function caseRounds(parties: readonly Party[], count: number): Promise<void> {
  for (let round = 0; round < count; round++)
    for (const party of parties) await runCases(party, new CaseCourier(party, parties));
}

/** Enough rounds for an act to be ordered, cosigned and settled by three parties. */
export const untilSettled = 6;

/** A consultation some steps in: Bereth has asked Aldoria, whose answer is due; Meridian witnesses. */
export async function consultDemo({ aldoria, bereth, meridian }: Federation): Promise<void> {
  const parties = [bereth, aldoria, meridian];
  const members = [
    { party: bereth.id, roles: ['asker'] },
    { party: aldoria.id, roles: ['asked'] },
    { party: meridian.id, roles: ['witness'] },
  ];
  const id = openNewCase(bereth, { procedure: 'consultation', label: { tlp: 'green' }, members }, account);
  const act = async (party: Party, draft: ActDraft): Promise<void> => {
    draftAct(party, knownCaseFile(party, id), draft, account);
    await caseRounds(parties, untilSettled);
  };
  // All join before they first meet: a member that was met too early is left alone for a while.
  for (const party of [aldoria, meridian]) {
    takeInvitation(party, bereth.id, invitationTo(bereth, knownCaseFile(bereth, id)));
    joinCase(party, id, account);
  }
  await caseRounds(parties, untilSettled);
  await act(bereth, { act: 'ask', fields: { norm: 'c' }, body: { words: '', parts: question, files: [] } });
  await act(aldoria, { act: 'acknowledge', fields: {} });
  const standUntil = bereth.now + 14 * 86_400;
  await act(bereth, {
    act: 'propose-standstill',
    fields: { standUntil },
    body: { words: '', parts: standstill, files: [] },
  });
}
