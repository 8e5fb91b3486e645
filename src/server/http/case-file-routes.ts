import { bodyOf } from '../case/case-body.ts';
import { caseLog } from '../case/case-store.ts';
import { knownCase } from './case-routes.ts';
import type { PageRoute } from './page-route.ts';
import { sandboxed } from './security-headers.ts';
import { goTo, nothingHere, numberParam, type Visit } from './visit.ts';

/** A name of somebody else as a header carries it (RFC 6266): plain for old readers, whole for others. */
function dispositionOf(name: string): string {
  const plain = name.replaceAll(/[^A-Za-z0-9._ -]/g, '_');
  const whole = encodeURIComponent(name).replaceAll(
    /['()*!]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

/** A file of an act: to be saved, never to be shown, whatever it says that it is. Spec: CPG-7. */
function download(visit: Visit): Response {
  const { party } = visit;
  const file = knownCase(visit);
  if (file.stage === 'invited') throw nothingHere();
  const hash = caseLog(party, file).recordAt(numberParam(visit, 'index'))?.head.body;
  const body = hash === undefined ? undefined : bodyOf(party, file.id, hash);
  const wanted = body?.files[numberParam(visit, 'n')];
  // It was erased, is for others, or has not come yet: the case says which.
  if (wanted === undefined) return goTo(visit, `/cases/${file.id}`);
  return new Response(Uint8Array.from(wanted.bytes), {
    headers: {
      'content-type': 'application/octet-stream',
      'content-disposition': dispositionOf(wanted.name),
      'content-security-policy': sandboxed,
    },
  });
}

export const caseFileRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/files/:index/:n', needs: 'read-records', answer: download },
];
