import { isSubset, type Network, networkOf } from './network.ts';
import { isSameProduct, type Product, productText } from './product.ts';
import type { Profile } from './profile.ts';
import { sectorNamed } from './sector.ts';
import type { Subject } from './subject.ts';
import { pressesMore } from './urgency.ts';

/** Why a record concerns an organisation: which of its declarations, and what of the record met it. Spec: CST-11. */
export interface Concern {
  readonly kind: 'sector' | 'product' | 'network' | 'domain' | 'system' | 'urgency';
  /** Of the profile, as it was declared. */
  readonly declared: string;
}

const networksOf = (texts: readonly string[]): Network[] => texts.flatMap((text) => networkOf(text) ?? []);

/** Either lies within the other: a record about a whole block also concerns whoever has a part of it. */
const overlap = (a: Network, b: Network): boolean => isSubset(a, b) || isSubset(b, a);

const isAtOrBelow = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

/** The declarations of one profile, read once for many records. */
class Declared {
  readonly #profile: Profile;
  readonly #networks: readonly (readonly [string, Network])[];

  constructor(profile: Profile) {
    this.#profile = profile;
    this.#networks = profile.networks.flatMap((text) => networksOf([text]).map((network) => [text, network] as const));
  }

  #sectors({ sectors }: Subject): string[] {
    const named = new Set(sectors.map(sectorNamed));
    return this.#profile.sectors.filter((sector) => named.has(sector));
  }

  #products({ products }: Subject): Product[] {
    return products.length === 0
      ? []
      : this.#profile.products.filter((own) => products.some((other) => isSameProduct(own, other)));
  }

  #within({ networks }: Subject): string[] {
    const named = networksOf(networks);
    return this.#networks.flatMap(([text, own]) => (named.some((one) => overlap(one, own)) ? [text] : []));
  }

  #domains({ domains }: Subject): string[] {
    const names = domains.map((name) => name.toLowerCase());
    return this.#profile.domains.filter((own) => names.some((name) => isAtOrBelow(name, own)));
  }

  #urgency({ urgency }: Subject): string[] {
    const { noticesFrom } = this.#profile;
    const isPressing = urgency !== undefined && noticesFrom !== undefined && pressesMore(urgency, noticesFrom) <= 0;
    return isPressing ? [noticesFrom] : [];
  }

  /** Every reason, in the order of the kinds. */
  met(subject: Subject): Concern[] {
    const found = {
      urgency: this.#urgency(subject),
      sector: this.#sectors(subject),
      product: this.#products(subject).map(productText),
      network: this.#within(subject),
      domain: this.#domains(subject),
      system: this.#profile.systems.filter((system) => subject.systems.includes(system)).map(String),
    };
    return Object.entries(found).flatMap(([kind, all]) =>
      all.map((declared) => ({ kind: kind as Concern['kind'], declared })),
    );
  }
}

/**
 * Says why a record concerns an organisation with this profile; an empty list when it does not. It
 * narrows what a release decision has allowed and opens nothing. Spec: CST-11, CST-12.
 */
export function concernFor(profile: Profile): (subject: Subject) => readonly Concern[] {
  const declared = new Declared(profile);
  return (subject) => declared.met(subject);
}
