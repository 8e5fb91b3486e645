import { canonicalText, type JsonObject, parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { networkOf } from './network.ts';
import { type NoticeLanguage, noticeLanguages } from './notice.ts';
import type { Product } from './product.ts';
import { type Sector, sectors } from './sector.ts';
import { type Urgency, urgencies } from './urgency.ts';

/** What an organisation declares about itself, so that it gets what concerns it. Spec: CST-10. */
export interface Profile {
  readonly sectors: readonly Sector[];
  /** In CIDR notation, or single addresses. */
  readonly networks: readonly string[];
  readonly domains: readonly string[];
  /** Numbers of autonomous systems. */
  readonly systems: readonly number[];
  readonly products: readonly Product[];
  readonly language: NoticeLanguage;
  /** Notices at least this urgent concern it whatever they are about. */
  readonly noticesFrom?: Urgency;
}

export const emptyProfile: Profile = {
  sectors: [],
  networks: [],
  domains: [],
  systems: [],
  products: [],
  language: 'en',
  noticesFrom: 'immediate',
};

/** Most entries of each list. */
export const profileLimits = { sectors: 10, networks: 500, domains: 500, systems: 100, products: 300 } as const;

const domainForm = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,20}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const wordForm = /^[^\p{Cc}]{1,200}$/u;
const highestSystem = 4_294_967_295;

/** Whether a text is a domain as a profile holds it: lower case, internationalised ones in their xn-- form. */
export const isDomain = (text: string): boolean => text.length <= 253 && domainForm.test(text);

const productJson = ({ vendor, product, version }: Product): JsonObject => ({
  product,
  ...(vendor === undefined ? {} : { vendor }),
  ...(version === undefined ? {} : { version }),
});

/** The profile as one canonical line. Faults as `readProfile`. */
export function profileText(profile: Profile): string {
  const { noticesFrom, products, ...rest } = profile;
  const text = canonicalText({
    ...rest,
    sectors: [...rest.sectors],
    networks: [...rest.networks],
    domains: [...rest.domains],
    systems: [...rest.systems],
    products: products.map(productJson),
    ...(noticesFrom === undefined ? {} : { noticesFrom }),
  });
  // What could not be read back is refused before it is kept.
  readProfile(text);
  return text;
}

function texts(fields: Fields, key: string, most: number, isOne: (text: string) => boolean): string[] {
  return fields.list(key, most).map((value, index) => {
    if (typeof value !== 'string' || !isOne(value))
      throw fields.fault(`${key}/${index}`, `This is none of the ${key}.`);
    return value;
  });
}

function readProduct(fields: Fields): Product {
  const read = {
    product: fields.text('product', wordForm),
    ...(fields.has('vendor') ? { vendor: fields.text('vendor', wordForm) } : {}),
    ...(fields.has('version') ? { version: fields.text('version', wordForm) } : {}),
  };
  fields.end();
  return read;
}

function readSystems(fields: Fields): number[] {
  return fields
    .list('systems', profileLimits.systems)
    .map((system, index) =>
      new Fields({ system }, `${fields.path}/systems/${index}`).integer('system', 1, highestSystem),
    );
}

/** Reads a profile; anything unknown is a fault. Spec: CST-10. */
export function readProfile(text: string): Profile {
  const fields = new Fields(parseCanonical(utf8(text)));
  const profile: Profile = {
    sectors: fields
      .list('sectors', profileLimits.sectors)
      .map((sector, index) => new Fields({ sector }, `/sectors/${index}`).oneOf('sector', sectors)),
    networks: texts(fields, 'networks', profileLimits.networks, (one) => networkOf(one) !== undefined),
    domains: texts(fields, 'domains', profileLimits.domains, isDomain),
    systems: readSystems(fields),
    products: fields
      .list('products', profileLimits.products)
      .map((value, index) => readProduct(new Fields(value, `/products/${index}`))),
    language: fields.oneOf('language', noticeLanguages),
    ...(fields.has('noticesFrom') ? { noticesFrom: fields.oneOf('noticesFrom', urgencies) } : {}),
  };
  fields.end();
  return profile;
}

/** How many of the five lists say something: a profile that says nothing gets little. */
export const declaredLists = ({ sectors: of, networks, domains, systems, products }: Profile): number =>
  [of, networks, domains, systems, products].filter((list) => list.length > 0).length;
