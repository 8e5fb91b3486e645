/** A text that is meant to exhaust its reader, and a harmless one of the same kind. */
export interface Bomb {
  readonly text: () => string;
  readonly harmless: string;
  /** The codes of which one must refuse it. */
  readonly codes: readonly string[];
}

const id = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const time = '2026-01-01T00:00:00.000Z';

const indicator = (rest: object = {}): string =>
  JSON.stringify({
    type: 'indicator',
    spec_version: '2.1',
    id: `indicator--${id(1)}`,
    created: time,
    modified: time,
    pattern: "[ipv4-addr:value = '198.51.100.3']",
    pattern_type: 'stix',
    valid_from: time,
    ...rest,
  });

const bundle = (...objects: readonly string[]): string =>
  `{"type":"bundle","id":"bundle--${id(0)}","objects":[${objects.join()}]}`;
const good = bundle(indicator());

const event = (attributes: string, rest = ''): string =>
  `{"Event":{"uuid":"${id(9)}","info":"x","date":"2026-01-01","threat_level_id":"1","analysis":"0","distribution":"3","Orgc":{"uuid":"${id(8)}","name":"x"},"timestamp":"1767225600","Attribute":[${attributes}]${rest}}}`;
const attribute = `{"uuid":"${id(10)}","type":"ip-dst","category":"Network activity","value":"192.0.2.1","timestamp":"1767225600","to_ids":true,"distribution":"5"}`;

const advisory = (tree: string): string =>
  `{"document":{"category":"csaf_base","csaf_version":"2.0","title":"x","publisher":{"category":"vendor","name":"x","namespace":"https://x.example"},"tracking":{"id":"x","status":"final","version":"1","current_release_date":"${time}","initial_release_date":"${time}","revision_history":[{"date":"${time}","number":"1","summary":"x"}]}},"product_tree":${tree}}`;
const deep = (levels: number, open: string, close: string): string => open.repeat(levels) + close.repeat(levels);
const harmlessList = 'value\n192.0.2.1\n';

/** Each is small enough to arrive, and harmless only to a reader that counts before it works. */
export const bombs: Readonly<Record<string, Bomb>> = {
  'arrays 100,000 deep': {
    text: () => bundle(indicator({ x: 1 }).replace('"x":1', `"x":${deep(100_000, '[', ']')}`)),
    harmless: good,
    codes: ['stix-depth'],
  },
  'objects 100,000 deep': {
    text: () => bundle(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`),
    harmless: good,
    codes: ['stix-depth'],
  },
  'a list of 20 million numbers': {
    text: () => bundle(indicator({ x: 1 }).replace('"x":1', `"x":[${'1,'.repeat(20_000_000)}1]`)),
    harmless: good,
    codes: ['stix-values'],
  },
  'a million objects of two bytes': {
    text: () => bundle('{},'.repeat(1_000_000).slice(0, -1)),
    harmless: good,
    codes: ['stix-objects'],
  },
  'a million keys in one object': {
    text: () =>
      bundle(indicator({ x: 1 }).replace('"x":1', Array.from({ length: 1_000_000 }, (_, n) => `"x${n}":1`).join())),
    harmless: good,
    codes: ['stix-property-name'],
  },
  'one key 100,000 times': {
    text: () => bundle(indicator({ x: 1 }).replace('"x":1', '"name":"n",'.repeat(100_000).slice(0, -1))),
    harmless: good,
    codes: ['stix-duplicate-key'],
  },
  'a number of a million digits': {
    text: () => bundle(indicator({ confidence: 1 }).replace('"confidence":1', `"confidence":${'9'.repeat(1_000_000)}`)),
    harmless: good,
    codes: ['stix-number-inexact'],
  },
  'a text of 60 million characters': {
    text: () => bundle(indicator({ id: `indicator--${id(2)}`, name: 'n'.repeat(60_000_000) })),
    harmless: good,
    codes: ['item-size'],
  },
  'more bytes than a source may have': {
    text: () => ' '.repeat(70_000_000) + good,
    harmless: good,
    codes: ['stix-size'],
  },
  'a pattern with 50,000 brackets': {
    text: () =>
      bundle(indicator({ pattern: `${'('.repeat(50_000)}[ipv4-addr:value = '192.0.2.1']${')'.repeat(50_000)}` })),
    harmless: good,
    codes: ['pattern-size'],
  },
  'a pattern with 100,000 comparisons': {
    text: () =>
      bundle(
        indicator({ pattern: `[${"ipv4-addr:value = '192.0.2.1' OR ".repeat(100_000)}ipv4-addr:value = '192.0.2.2']` }),
      ),
    harmless: good,
    codes: ['pattern-size'],
  },
  'objects of MISP 100,000 deep': {
    text: () => event(attribute, `,"Object":${'[{"Object":'.repeat(100_000)}[]${'}]'.repeat(100_000)}`),
    harmless: event(attribute),
    codes: ['stix-depth'],
  },
  'five million attributes of MISP': {
    text: () => event('{},'.repeat(5_000_000).slice(0, -1)),
    harmless: event(attribute),
    codes: ['stix-values'],
  },
  'a million events of MISP': {
    text: () => `[${'{"Event":{}},'.repeat(1_000_000).slice(0, -1)}]`,
    harmless: event(attribute),
    codes: ['misp-too-many'],
  },
  'branches of CSAF 10,000 deep': {
    text: () => advisory(`${'{"branches":['.repeat(10_000)}{}${']}'.repeat(10_000)}`),
    harmless: advisory('{"full_product_names":[{"product_id":"A","name":"A"}]}'),
    codes: ['csaf-depth'],
  },
  'a product tree of CSAF of 250,000 products': {
    text: () => advisory(`{"branches":[${'{},'.repeat(250_000).slice(0, -1)}]}`),
    harmless: advisory('{"full_product_names":[{"product_id":"A","name":"A"}]}'),
    codes: ['csaf-depth'],
  },
  'one line of 15 million characters': {
    text: () => `value\n${'a'.repeat(15_000_000)}\n`,
    harmless: harmlessList,
    codes: ['list-cell'],
  },
  'a million lines': { text: () => 'a.example\n'.repeat(1_000_000), harmless: harmlessList, codes: ['list-lines'] },
  'a row of a million cells': {
    text: () => `value,x\n${'a,'.repeat(1_000_000)}\n`,
    harmless: harmlessList,
    codes: ['list-quote'],
  },
  'a quote that never ends': {
    text: () => `value,x\n"${'a\n'.repeat(5_000_000)}`,
    harmless: harmlessList,
    codes: ['list-quote'],
  },
};
