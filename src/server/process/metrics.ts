import { Gauge, Histogram, Registry } from 'prom-client';
import type { Party } from '../party/party.ts';
import { type RouteGroup, routeGroups } from './route-group.ts';

interface Measure {
  readonly name: string;
  readonly help: string;
  readonly read: () => number;
}

const plainMeasures = ({ db, log, items }: Party): Measure[] => [
  {
    name: 'comity_records_held',
    help: 'Records held with their content.',
    read: () => db.count('SELECT count(*) FROM item WHERE text IS NOT NULL'),
  },
  {
    name: 'comity_records_accepted',
    help: 'Records ever accepted, erased ones included.',
    read: () => items.lastSeq() + 1,
  },
  {
    name: 'comity_refusals',
    help: 'Requests and records refused at the door.',
    read: () => db.count('SELECT max(n) FROM refusal'),
  },
  { name: 'comity_log_size', help: 'Sealed entries of the log.', read: () => log.frontier().size },
  { name: 'comity_log_pending', help: 'Entries that wait to be sealed.', read: () => log.pendingCount() },
  {
    name: 'comity_signing',
    help: '1 when this server may sign checkpoints, else 0.',
    read: () => (log.signing === 'confirmed' ? 1 : 0),
  },
  {
    name: 'comity_store_trouble',
    help: '1 while the disk takes nothing or the store is damaged, else 0.',
    read: () => (db.trouble === undefined ? 0 : 1),
  },
  { name: 'process_resident_memory_bytes', help: 'Resident memory.', read: () => process.memoryUsage.rss() },
  {
    name: 'process_heap_bytes',
    help: 'Used heap of the JavaScript engine.',
    read: () => process.memoryUsage().heapUsed,
  },
];

function addReleases(registry: Registry, party: Party): void {
  new Gauge({
    name: 'comity_releases',
    help: 'Releases that left us and that reached us.',
    labelNames: ['direction'],
    registers: [registry],
    collect() {
      for (const direction of ['left', 'reached'])
        this.set({ direction }, party.db.count('SELECT count(*) FROM batch WHERE direction = ?', direction));
    },
  });
}

function addLinks(registry: Registry, party: Party): void {
  new Gauge({
    name: 'comity_link_failures',
    help: 'Failed meetings in a row, by partner (first 12 characters of its id).',
    labelNames: ['partner'],
    registers: [registry],
    collect() {
      this.reset();
      for (const row of party.db.all<{ party: string; failures: number }>(
        'SELECT party, failures FROM link WHERE party <> ?',
        party.id,
      ))
        this.set({ partner: row.party.slice(0, 12) }, row.failures);
    },
  });
}

/** What a server tells of itself in numbers; nothing about single records. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #durations: Histogram<'group' | 'status'>;

  constructor(party: Party) {
    for (const { name, help, read } of plainMeasures(party)) {
      new Gauge({
        name,
        help,
        registers: [this.#registry],
        collect() {
          this.set(read());
        },
      });
    }
    addReleases(this.#registry, party);
    addLinks(this.#registry, party);
    this.#durations = new Histogram({
      name: 'comity_request_seconds',
      help: 'Time until the head of the answer, by group of addresses and class of status.',
      labelNames: ['group', 'status'],
      buckets: [0.002, 0.01, 0.05, 0.25, 1, 5, 30],
      registers: [this.#registry],
    });
    for (const group of routeGroups) this.#durations.zero({ group, status: '2xx' });
  }

  /** Notes one answered request. */
  answered(group: RouteGroup, status: number, seconds: number): void {
    this.#durations.observe({ group, status: `${Math.floor(status / 100)}xx` }, seconds);
  }

  /** The text form that Prometheus reads, and its media type. */
  async text(): Promise<{ body: string; contentType: string }> {
    return { body: await this.#registry.metrics(), contentType: this.#registry.contentType };
  }
}
