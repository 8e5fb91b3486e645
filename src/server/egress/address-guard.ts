import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { egressFault } from './egress-fault.ts';

/*
 * Where a server may connect to. A partner chooses its own address, so without this a partner could
 * make us speak to machines that only we can reach.
 */

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Networks that are permitted although they are not global. */
export interface AddressRule {
  readonly allowed: readonly (readonly [Address, number])[];
}

/** A rule that also permits these networks, such as `127.0.0.0/8` or `fd12::/16`. Throws on a malformed one. */
export const addressRule = (networks: readonly string[]): AddressRule => ({
  allowed: networks.map((network) => ipaddr.parseCIDR(network)),
});

/** Global addresses only: what a server on the Internet uses. */
export const globalAddresses: AddressRule = addressRule([]);

/** Global addresses and this machine: for the demo world and tests. */
export const globalAndLoopback: AddressRule = addressRule(['127.0.0.0/8', '::1/128']);

const longestUrl = 2048;
// Inside 2000::/3 and not special is what IANA has handed out as global unicast.
const globalIPv6 = ipaddr.IPv6.parseCIDR('2000::/3');
// In public space by number, but answered by the host of a virtual machine.
const metadata = ipaddr.IPv4.parseCIDR('168.63.129.16/32');

// Strict: parsers of IPv4 disagree on octal, hexadecimal and short spellings, so only four plain decimals count.
function parse(text: string): Address | undefined {
  if (isIP(text) === 0 || text.includes('%')) return undefined;
  return ipaddr.process(text); // an IPv4-mapped address is judged as the IPv4 address it reaches
}

const within = (address: Address, [network, bits]: readonly [Address, number]): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

function isGlobal(address: Address): boolean {
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv6' ? within(address, globalIPv6) : !within(address, metadata);
}

/** Whether an IP address, in plain spelling and without a zone, may be connected to. */
export function isPermitted(text: string, rule: AddressRule): boolean {
  const address = parse(text);
  return address !== undefined && (isGlobal(address) || rule.allowed.some((network) => within(address, network)));
}

/** Whether an IP address is this very machine. */
export const isLoopback = (text: string): boolean => parse(text)?.range() === 'loopback';

/**
 * Refuses an address that may not be connected to, or not without TLS. Fault: egress-address-refused.
 * `secure`: the connection will be TLS; without it only loopback will do.
 */
export function checkAddress(address: string, secure: boolean, rule: AddressRule): void {
  if (!isPermitted(address, rule))
    throw egressFault('egress-address-refused', 'The address is not one that this server connects to.', 'address');
  if (!secure && !isLoopback(address))
    throw egressFault('egress-address-refused', 'Without TLS only this machine may be addressed.', 'scheme');
}

/** The host of a URL without the brackets of an IPv6 address. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '');

const isPlainPort = (url: URL): boolean => url.port === '' || Number(url.port) >= 1024;

/**
 * The URL of an outgoing request. It must be spelled as URL serialises it, so that what was agreed,
 * signed and shown is what is asked for. Names are judged later, by every address they resolve to.
 * Faults: egress-url-refused, egress-address-refused.
 */
export function checkUrl(text: string, rule: AddressRule): URL {
  const refuse = (message: string, part: string) => egressFault('egress-url-refused', message, part);
  if (text.length > longestUrl || !URL.canParse(text)) throw refuse('A URL of ordinary length was expected.', 'url');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refuse('The scheme must be https.', 'scheme');
  if (url.username !== '' || url.password !== '') throw refuse('User information has no place in a URL.', 'userinfo');
  if (url.href !== text || text.includes('#')) throw refuse('The URL is not in its serialised form.', 'url');
  // Ports below 1024 belong to other services, which might take our request for one of theirs.
  if (!isPlainPort(url)) throw refuse('The port must be the usual one, or 1024 and above.', 'port');
  const host = hostOf(url);
  if (isIP(host) !== 0) checkAddress(host, url.protocol === 'https:', rule);
  return url;
}
