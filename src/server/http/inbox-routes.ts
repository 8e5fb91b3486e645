import { inboxPage } from '#web/pages/inbox-page.ts';
import { waitingAreas } from '#web/parts/waiting.ts';
import type { PageRoute } from './page-route.ts';
import { queried, sendPage, type Visit } from './visit.ts';
import { waitingForOthers, waitingForUs } from './waiting.ts';

function inbox(visit: Visit): Response {
  const area = waitingAreas.find((one) => one === visit.query.get('of'));
  const view = {
    ours: waitingForUs(visit),
    others: waitingForOthers(visit),
    ...(area === undefined ? {} : { area }),
    page: Number(queried(visit.query, 'page', /^[1-9]\d{0,8}$/) ?? 1),
  };
  return sendPage(inboxPage(view, visit.reader));
}

/** What waits across all desks. Spec: BRD-1. */
export const inboxRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/inbox', needs: 'read-records', answer: inbox },
];
