import { inboxPage, rowsOnPage } from '#web/pages/inbox-page.ts';
import { areaOf, waitingAreas } from '#web/parts/waiting.ts';
import type { PageRoute } from './page-route.ts';
import { pagingOf, sendPage, type Visit } from './visit.ts';
import { waitingForOthers, waitingForUs } from './waiting.ts';

function inbox(visit: Visit): Response {
  const area = waitingAreas.find((one) => one === visit.query.get('of'));
  const [ours, others] = [waitingForUs(visit), waitingForOthers(visit)];
  const shown = [...ours, ...others].filter((row) => area === undefined || areaOf(row) === area);
  const { paging } = pagingOf(visit.query, shown.length, rowsOnPage);
  return sendPage(inboxPage({ ours, others, ...(area === undefined ? {} : { area }), paging }, visit.reader));
}

/** What waits across all desks. Spec: BRD-1. */
export const inboxRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/inbox', needs: 'read-records', answer: inbox },
];
