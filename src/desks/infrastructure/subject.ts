import type { Product } from './product.ts';
import type { Urgency } from './urgency.ts';

/** What a record is about, as far as it says so in members that a machine can read. */
export interface Subject {
  readonly sectors: readonly string[];
  readonly products: readonly Product[];
  /** Addresses, and networks in CIDR notation. */
  readonly networks: readonly string[];
  readonly domains: readonly string[];
  /** Numbers of autonomous systems. */
  readonly systems: readonly number[];
  /** Of a notice alone. */
  readonly urgency?: Urgency;
}

export const noSubject: Subject = { sectors: [], products: [], networks: [], domains: [], systems: [] };

/** What several records are about together. The first urgency stands. */
export function together(subjects: readonly Subject[]): Subject {
  const urgency = subjects.find((one) => one.urgency !== undefined)?.urgency;
  return {
    sectors: subjects.flatMap((one) => one.sectors),
    products: subjects.flatMap((one) => one.products),
    networks: subjects.flatMap((one) => one.networks),
    domains: subjects.flatMap((one) => one.domains),
    systems: subjects.flatMap((one) => one.systems),
    ...(urgency === undefined ? {} : { urgency }),
  };
}
