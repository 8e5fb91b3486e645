import { Fault } from '#protocol/bytes/fault.ts';
import { pushReleased } from '../egress/push-released.ts';
import type { Transport } from '../egress/transport.ts';
import type { Party } from '../party/party.ts';
import type { Channel } from './channel.ts';
import { channelNamed, channels, noteFault, noteGood } from './channel-book.ts';
import { ForeignServer, Postponed } from './foreign-server.ts';
import { pullTaxii } from './pull-taxii.ts';
import { pullUrl } from './pull-url.ts';
import { isDue } from './schedule.ts';

/** Pages of one source at one round; the rest follows at the next. */
const pagesAtOnce = 10;

function step(party: Party, channel: Channel, server: ForeignServer): Promise<boolean> {
  if (channel.direction === 'out') return pushReleased(party, channel, server, pagesAtOnce);
  return channel.kind === 'taxii' ? pullTaxii(party, channel, server, pagesAtOnce) : pullUrl(party, channel, server);
}

/** Works on one source or destination now and notes how it went; the fault, if there was one. Spec: SRC-8. */
export async function runChannel(party: Party, name: string, transport: Transport): Promise<Fault | undefined> {
  const channel = channelNamed(party, name);
  try {
    const isRest = await step(party, channel, new ForeignServer(party, channel, transport));
    noteGood(party, channel, isRest);
    return undefined;
  } catch (error) {
    // We are stopping: that is no fault of the other server's.
    if (!(error instanceof Fault) || error.code === 'egress-closed') throw error;
    noteFault(party, channel, error, error instanceof Postponed ? error.seconds : 0);
    return error;
  }
}

/** Works on all that are due, side by side, so that a slow one holds up nobody but itself. Spec: SRC-7, SRC-8. */
export async function runDueChannels(party: Party, transport: Transport): Promise<void> {
  const due = channels(party).filter((channel) => isDue(channel, party.now));
  const ends = await Promise.allSettled(due.map(({ name }) => runChannel(party, name, transport)));
  // Only now: while one still works, the store must not be closed.
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
