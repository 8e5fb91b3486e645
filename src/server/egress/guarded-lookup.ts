import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { Fault } from '#protocol/bytes/fault.ts';
import { type AddressRule, checkAddress } from './address-guard.ts';
import { egressFault } from './egress-fault.ts';

/** All addresses of a host name, in order of preference; rejects when there is none. */
export type Resolve = (host: string) => Promise<readonly string[]>;

/** What the operating system knows, its hosts file included. */
export const systemResolve: Resolve = async (host) => (await lookup(host, { all: true })).map(({ address }) => address);

/**
 * The lookup of one connection: resolves the name once, judges every address, and hands exactly the
 * judged ones to the socket. Nothing resolves again in between, so a name that changes its mind
 * (DNS rebinding) gains nothing. One bad address among several refuses all.
 */
export function guardedLookup(resolve: Resolve, secure: boolean, rule: AddressRule): LookupFunction {
  const judged = async (host: string): Promise<{ address: string; family: number }[]> => {
    const addresses = await resolve(host).catch(() => []);
    if (addresses.length === 0) throw egressFault('egress-unreachable', 'The host name has no address.', 'name');
    for (const address of addresses) checkAddress(address, secure, rule);
    return addresses.map((address) => ({ address, family: isIP(address) }));
  };
  return (host, options, callback) => {
    judged(host).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all === true) callback(null, addresses);
        else callback(null, first?.address ?? '', first?.family ?? 0);
      },
      (error: unknown) => {
        callback(
          error instanceof Fault ? error : egressFault('egress-unreachable', 'The host name did not resolve.', 'name'),
          [],
        );
      },
    );
  };
}
