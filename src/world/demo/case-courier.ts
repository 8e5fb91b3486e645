import { Fault } from '#protocol/bytes/fault.ts';
import { answerSync } from '#server/case/case-exchange.ts';
import { takeInvitation } from '#server/case/open-case.ts';
import type { Answer, Courier } from '#server/link/link-client.ts';
import type { Party } from '#server/party/party.ts';
import type { Peer } from '#server/party/peer-book.ts';

const contentType = 'application/octet-stream';

/** Carries what cases send between parties that are open in one process, without any server. */
export class CaseCourier implements Courier {
  readonly #from: Party;
  readonly #parties: readonly Party[];

  constructor(from: Party, parties: readonly Party[]) {
    this.#from = from;
    this.#parties = parties;
  }

  get(): Promise<Answer> {
    return Promise.reject(new Fault('link-path', 'Cases ask for nothing so.'));
  }

  async post({ id }: Peer, path: string, body: Uint8Array): Promise<Answer> {
    const to = this.#parties.find((party) => party.id === id);
    if (to === undefined) throw new Fault('link-unreachable', 'The party is not open here.');
    if (path === '/link/case-sync')
      return { status: 200, contentType, body: Uint8Array.from(await answerSync(to, this.#from.id, body)) };
    takeInvitation(to, this.#from.id, body);
    return { status: 204, contentType, body: new Uint8Array() };
  }
}
