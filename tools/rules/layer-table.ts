/** The allowed imports, as data: ARCHITECTURE.md prints the same table. */
export interface Layer {
  /** Layers that may be imported, as `#layer/…`. */
  readonly layers: readonly string[];
  /** Packages from npm that may be named. */
  readonly packages: readonly string[] | 'any';
  /** Pure layers do no I/O: nothing from `node:`. */
  readonly pure: boolean;
}

const pure = (layers: readonly string[], packages: readonly string[] = []): Layer => ({ layers, packages, pure: true });
const impure = (layers: readonly string[]): Layer => ({ layers, packages: 'any', pure: false });

export const layerTable: Readonly<Record<string, Layer>> = {
  primitives: { layers: [], packages: ['@noble/curves', '@noble/hashes'], pure: false },
  protocol: pure(['primitives'], ['@noble/curves', 'canonicalize']),
  desks: pure(['protocol']),
  exchange: pure(['protocol', 'desks'], ['canonicalize', 're2js']),
  web: pure(['protocol', 'desks']),
  check: pure(['protocol']),
  server: impure(['protocol', 'desks', 'exchange', 'web', 'check']),
  world: impure(['protocol', 'desks', 'exchange', 'web', 'check', 'server']),
  cli: impure(['protocol', 'desks', 'exchange', 'check', 'server']),
};

/** The folders of `protocol`, in reading order: each imports only those before it. */
export const protocolOrder = ['bytes', 'identity', 'record', 'log', 'agreement', 'case'];

/** Layers whose folders are siblings that must not know each other: desk ↛ desk, format ↛ format. */
export const siblingLayers = ['desks', 'exchange'];

/** Of the formats, the one that all others may import: what is held is STIX, so every format is mapped to it. */
export const hubOf: Readonly<Record<string, string>> = { exchange: 'stix' };
