import type { Party } from '#server/party/party.ts';
import { accountsOf } from '#server/process/party-accounts.ts';
import { addChannel, pauseChannel } from '#server/source/channel-book.ts';

/**
 * Aldoria also reads by TAXII what the observatory states and releases to it, as from a party that has no server of this kind;
 * and it could bring its releases to the observatory's TAXII server, but has not begun to.
 */
export async function addDemoSources(aldoria: Party, observatory: Party): Promise<void> {
  const account = { name: 'aldoria', role: 'analyst', kind: 'tool', party: aldoria.id } as const;
  const { token } = await accountsOf(observatory).add(account);
  const server = { kind: 'taxii', url: `${observatory.url}/taxii2/`, level: 'amber+strict', onward: false } as const;
  const stated = `from-${observatory.id.slice(0, 16)}`;
  addChannel(
    aldoria,
    { ...server, every: 600, collection: stated, name: 'observatory', direction: 'in' },
    { secret: token },
  );
  // That collection is there once something was released, which takes the servers some seconds.
  aldoria.db.run("UPDATE channel SET last_try = ?, wait = 30 WHERE name = 'observatory'", aldoria.now);
  const outward = { ...server, every: 600, collection: 'submitted', party: observatory.id };
  addChannel(aldoria, { ...outward, name: 'to-observatory', direction: 'out' }, { secret: token });
  pauseChannel(aldoria, 'to-observatory');
}
