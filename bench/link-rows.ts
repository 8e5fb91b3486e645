import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { kevObjects, readKevFacts } from '#exchange/stix/kev.ts';
import { withMarking } from '#exchange/stix/marking.ts';
import type { StixObject } from '#exchange/stix/stix-object.ts';
import { releaseAfter } from '#server/egress/release-sender.ts';
import { pullPrefix } from '#server/link/link-server.ts';
import { importObjects } from '#server/party/import-objects.ts';
import type { Bench, BenchRow } from './bench-row.ts';
import { inventedFeed } from './invented-feed.ts';
import { partnersIn } from './invented-parties.ts';
import { type Comparison, compared } from './race.ts';

const perRelease = 500;
const facts = join(import.meta.dirname, '../samples/kev-facts.json');

const vulnerabilities = (): StixObject[] =>
  kevObjects(readKevFacts(JSON.parse(readFileSync(facts, 'utf8'))))
    .slice(0, perRelease)
    .map((object) => withMarking(object, { tlp: 'green' }));

/** Bytes of one whole release over the link, beside the bare objects under the same compression, per object. */
function bytesOf(place: string, objects: readonly StixObject[]): Comparison {
  const [a, b] = partnersIn(place);
  importObjects(a, JSON.stringify(objects));
  const outgoing = releaseAfter(a, b.id, 0);
  if (outgoing?.release.count !== objects.length) throw new Error('One release with all objects was expected.');
  a.db.close();
  b.db.close();
  const raw = zstdCompressSync(objects.map((object) => JSON.stringify(object)).join('\n'), {
    params: { [constants.ZSTD_c_compressionLevel]: 12 },
  });
  return compared([[(pullPrefix + outgoing.bytes.length) / objects.length, raw.length / objects.length]]);
}

/** What a record costs on a thin link: signatures, proofs and keys included. */
export async function linkRows({ place }: Bench): Promise<BenchRow[]> {
  const limit = 'the bare JSON, zstd at the same level';
  return [
    {
      id: 'link-indicator',
      what: 'link bytes per indicator, 500 in a release',
      unit: 'bytes',
      limit,
      ...bytesOf(place(), inventedFeed(0, perRelease)),
    },
    {
      id: 'link-vulnerability',
      what: 'link bytes per vulnerability, 500 in a release',
      unit: 'bytes',
      limit,
      ...bytesOf(place(), vulnerabilities()),
    },
  ];
}
