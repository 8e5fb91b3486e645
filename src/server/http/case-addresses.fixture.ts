import { Fault } from '#protocol/bytes/fault.ts';
import { draftAct } from '../case/act-drafts.ts';
import { knownCaseFile } from '../case/case-file.ts';
import { caseLog } from '../case/case-store.ts';
import { openNewCase } from '../case/open-case.ts';
import { runCases } from '../case/run-cases.ts';
import type { Courier } from '../link/link-client.ts';
import type { PagesWorld } from './pages.fixture.ts';

/** Nobody else can be met. */
const alone: Courier = {
  get: () => Promise.reject(new Fault('link-unreachable', 'Nobody answers.')),
  post: () => Promise.reject(new Fault('link-unreachable', 'Nobody answers.')),
};

/** Addresses about a case that we alone cosign, so that a question of ours is accepted in it. */
export async function caseAddresses({ aldoria, bereth }: PagesWorld): Promise<Record<string, string>> {
  const members = [
    { party: aldoria.id, roles: ['asker'] },
    { party: bereth.id, roles: ['asked'] },
  ];
  const opening = { procedure: 'consultation', label: { tlp: 'clear' }, members, council: [aldoria.id] } as const;
  const id = openNewCase(aldoria, opening, 'tester');
  const rounds = async (): Promise<void> => {
    for (let round = 0; round < 4; round++) await runCases(aldoria, alone);
  };
  await rounds();
  draftAct(
    aldoria,
    knownCaseFile(aldoria, id),
    { act: 'ask', fields: {}, body: { words: 'Why?', files: [] } },
    'tester',
  );
  await rounds();
  const records = [...caseLog(aldoria, knownCaseFile(aldoria, id)).records()];
  const entry = `/cases/${id}/entries/${records.findIndex(({ head }) => head.kind === 'act')}`;
  return {
    'GET /cases/:id': `/cases/${id}`,
    'GET /cases/:id/log': `/cases/${id}/log`,
    'POST /cases/:id/join': `/cases/${id}/join`,
    'POST /cases/:id/drafts/:n/drop': `/cases/${id}/drafts/1/drop`,
    'GET /cases/:id/documents': `/cases/${id}/documents`,
    'GET /cases/:id/documents/:field': `/cases/${id}/documents/statementHash`,
    'GET /cases/:id/files/:index/:n': `/cases/${id}/files/0/0`,
    'GET /cases/:id/acts/:act': `/cases/${id}/acts/withdraw`,
    'POST /cases/:id/acts/:act': `/cases/${id}/acts/withdraw`,
    'GET /cases/:id/carry/:act': `/cases/${id}/carry/carry-facts`,
    'POST /cases/:id/carry/:act': `/cases/${id}/carry/carry-facts`,
    'GET /cases/:id/released/:index': `/cases/${id}/released/0`,
    'GET /cases/:id/convictions/:term': `/cases/${id}/convictions/0`,
    'GET /cases/:id/entries/:index': entry,
    'GET /cases/:id/entries/:index/entry': `${entry}/entry`,
    'GET /cases/:id/entries/:index/inclusion': `${entry}/inclusion`,
    'GET /cases/:id/entries/:index/proof': `${entry}/proof`,
    'GET /cases/:id/entries/:index/erase': `${entry}/erase`,
    'POST /cases/:id/entries/:index/erase': `${entry}/erase`,
    'GET /cases/:id/copy': `/cases/${id}/copy`,
    'GET /cases/:id/print': `/cases/${id}/print`,
    'GET /cases/:id/rooms': `/cases/${id}/rooms`,
    'POST /cases/:id/rooms': `/cases/${id}/rooms`,
    'POST /cases/:id/rooms/pass': `/cases/${id}/rooms/pass`,
    'GET /cases/:id/notes': `/cases/${id}/notes`,
    'POST /cases/:id/notes': `/cases/${id}/notes`,
    'POST /cases/:id/notes/:n/drop': `/cases/${id}/notes/1/drop`,
    'GET /cases/:id/leave': `/cases/${id}/leave`,
    'POST /cases/:id/leave': `/cases/${id}/leave`,
  };
}
