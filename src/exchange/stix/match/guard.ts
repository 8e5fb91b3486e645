import { isSubset, type Network, networkOf } from '#desks/infrastructure/network.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, textOf, textsOf } from '../stix-object.ts';

/** Why a value says nothing by itself: everybody has it. Closed. Spec: MAT-12. */
export const guardReasons = [
  'private',
  'shared',
  'loopback',
  'link-local',
  'multicast',
  'documentation',
  'reserved',
  'resolver',
  'empty-file',
] as const;
export type GuardReason = (typeof guardReasons)[number];

interface GuardedNetwork {
  readonly network: Network;
  readonly reason: GuardReason;
}

/** The host of a URL, without looking at the rest. */
function hostOf(url: string): string {
  const found = /^[a-zA-Z][a-zA-Z0-9+.-]{0,30}:\/\/(?:[^/?#@]{0,500}@)?(\[[0-9a-fA-F:.]{1,64}\]|[^/?#:]{1,255})/.exec(
    url,
  );
  return found?.[1]?.replace(/^\[|\]$/g, '') ?? '';
}

const readReason = (value: JsonValue | undefined): GuardReason => {
  const reason = guardReasons.find((known) => known === value);
  if (reason === undefined) throw new Error('A group of common values has a reason that is not known.');
  return reason;
};

/** Values that many have, so that meeting one is no sighting of anything. Spec: MAT-12. */
export class Guards {
  readonly #networks: GuardedNetwork[] = [];
  readonly #names = new Map<string, GuardReason>();
  readonly #hashes = new Map<string, GuardReason>();

  /** Takes facts of the form `{groups: [{reason, networks, names, hashes}]}`. */
  constructor(facts: JsonValue) {
    const groups = isMembers(facts) && isList(facts['groups']) ? facts['groups'] : [];
    for (const group of groups.filter(isMembers)) {
      const reason = readReason(group['reason']);
      for (const text of textsOf(group['networks'])) {
        const network = networkOf(text);
        if (network !== undefined) this.#networks.push({ network, reason });
      }
      for (const name of textsOf(group['names'])) this.#names.set(name, reason);
      for (const hash of textsOf(group['hashes'])) this.#hashes.set(hash, reason);
    }
  }

  /** Why an observed object is no news; undefined when it may be. */
  reasonOf(root: JsonMembers): GuardReason | undefined {
    const value = textOf(root, 'value') ?? '';
    const type = root['type'];
    if (type === 'ipv4-addr' || type === 'ipv6-addr') return this.#addressReason(value);
    if (type === 'domain-name') return this.#nameReason(value);
    if (type === 'url') return this.#addressReason(hostOf(value)) ?? this.#nameReason(hostOf(value));
    return this.#hashReason(root);
  }

  #addressReason(text: string): GuardReason | undefined {
    const address = networkOf(text);
    return address === undefined ? undefined : this.#networks.find(({ network }) => isSubset(address, network))?.reason;
  }

  /** A name below a listed one is guarded as well. */
  #nameReason(text: string): GuardReason | undefined {
    const labels = text.slice(0, 255).toLowerCase().replace(/\.$/, '').split('.');
    return labels
      .map((_, from) => this.#names.get(labels.slice(from).join('.')))
      .find((reason) => reason !== undefined);
  }

  #hashReason(root: JsonMembers): GuardReason | undefined {
    const hashes = root['hashes'];
    if (!isMembers(hashes)) return undefined;
    return Object.values(hashes)
      .map((hash) => (typeof hash === 'string' ? this.#hashes.get(hash.toLowerCase()) : undefined))
      .find((reason) => reason !== undefined);
  }
}
