import { accountRoutes } from './account-routes.ts';
import { affectedRoutes } from './affected-routes.ts';
import { agreementRoutes } from './agreement-routes.ts';
import { caseActRoutes } from './case-act-routes.ts';
import { caseCarryRoutes } from './case-carry-routes.ts';
import { caseCopyRoutes } from './case-copy-routes.ts';
import { caseDocumentRoutes } from './case-document-routes.ts';
import { caseEntryRoutes } from './case-entry-routes.ts';
import { caseEraseRoutes } from './case-erase-routes.ts';
import { caseFileRoutes } from './case-file-routes.ts';
import { caseLeaveRoutes } from './case-leave-routes.ts';
import { caseNewRoutes } from './case-new-routes.ts';
import { caseNoteRoutes } from './case-note-routes.ts';
import { caseRoomRoutes } from './case-room-routes.ts';
import { caseRoutes } from './case-routes.ts';
import { constituencyRoutes } from './constituency-routes.ts';
import { contactRoutes } from './contact-routes.ts';
import { correctionRoutes } from './correction-routes.ts';
import { dutyRoutes } from './duty-routes.ts';
import { feedRoutes } from './feed-routes.ts';
import { importRoutes } from './import-routes.ts';
import { inboxRoutes } from './inbox-routes.ts';
import { logBookRoutes } from './log-book-routes.ts';
import { matchingRoutes } from './matching-routes.ts';
import { noticeFormRoutes } from './notice-form-routes.ts';
import { noticeRoutes } from './notice-routes.ts';
import type { PageRoute } from './page-route.ts';
import { partyRoutes } from './party-routes.ts';
import { proposeRoutes } from './propose-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { reissueRoutes } from './reissue-routes.ts';
import { releaseRoutes } from './release-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { situationRoutes } from './situation-routes.ts';
import { todayRoutes } from './today-routes.ts';

/** Every page, as data. A more exact path stands before one with a parameter. */
export const pageRoutes: readonly PageRoute[] = [
  ...signInRoutes,
  ...todayRoutes,
  ...inboxRoutes,
  ...contactRoutes,
  ...dutyRoutes,
  ...situationRoutes,
  ...matchingRoutes,
  ...noticeFormRoutes,
  ...noticeRoutes,
  ...caseNewRoutes,
  ...caseActRoutes,
  ...caseDocumentRoutes,
  ...caseCarryRoutes,
  ...caseFileRoutes,
  ...caseCopyRoutes,
  ...caseEntryRoutes,
  ...caseEraseRoutes,
  ...caseLeaveRoutes,
  ...caseRoutes,
  ...caseRoomRoutes,
  ...caseNoteRoutes,
  ...correctionRoutes,
  ...reissueRoutes,
  ...affectedRoutes,
  ...recordRoutes,
  ...importRoutes,
  ...releaseRoutes,
  ...proposeRoutes,
  ...agreementRoutes,
  ...partyRoutes,
  ...feedRoutes,
  ...constituencyRoutes,
  ...logBookRoutes,
  ...accountRoutes,
];
