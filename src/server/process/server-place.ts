import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type AddressRule, addressRule } from '../egress/address-guard.ts';
import { publishCard } from '../party/open-party.ts';
import { queue } from '../party/outbox.ts';
import type { Party } from '../party/party.ts';
import { introductionJson, knownPeer, ownIntroduction, partners } from '../party/peer-book.ts';

const loopbackUrl = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?\/?$/;
const loopbackNetworks = ['127.0.0.0/8', '::1/128'];

/** Whether a base URL reaches this machine only. */
export const isLoopbackUrl = (url: string): boolean => loopbackUrl.test(url);

/** A base URL as a card states it: serialised, no final slash, nothing behind the host. Fault: `url-malformed`. */
export function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isBare =
    url !== undefined && url.pathname === '/' && url.search === '' && url.hash === '' && url.username === '';
  if (!isBare || (url.protocol !== 'https:' && !isLoopbackUrl(url.origin)))
    throw new Fault(
      'url-malformed',
      'A URL like https://cert.example was expected; http only for this machine itself.',
    );
  return url.origin;
}

/** Where a server of this URL may connect to: one that is itself on loopback has its partners there. Fault: `network-malformed`. */
export function egressRule(url: string, allow: readonly string[]): AddressRule {
  try {
    return addressRule([...(isLoopbackUrl(url) ? loopbackNetworks : []), ...allow]);
  } catch {
    throw new Fault('network-malformed', 'A network is written like 10.1.0.0/16.');
  }
}

/** States the URL in a new card when it is new, in the log and to every partner. Spec: IDN-7. */
export function moveTo(party: Party, url: string): void {
  if (party.url === url) return;
  party.transaction(() => {
    publishCard(party, { names: knownPeer(party, party.id).names, url });
    const body = utf8(introductionJson(ownIntroduction(party)));
    for (const { id } of partners(party)) queue(party, { party: id, path: '/link/hello', body, topic: 'hello' });
  });
  party.sealAndPublish();
}
