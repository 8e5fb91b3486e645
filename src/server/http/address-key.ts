import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * The key under which limits count an IP address: an IPv4 address, or the /64 of an IPv6 address,
 * as one household has a whole /64 of those. What is not an address shares one key.
 */
export function addressKey(text: string): string {
  const plain = text.replace(/%.*$/, '');
  if (isIP(plain) === 0) return 'unknown';
  const address = ipaddr.process(plain);
  return address.kind() === 'ipv4' ? address.toString() : `${address.toByteArray().slice(0, 8).join('.')}/64`;
}
