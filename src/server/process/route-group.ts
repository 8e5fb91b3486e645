/** Groups of addresses, for counting and logging: few, and none that a caller can invent. */
export const routeGroups = [
  'link',
  'log',
  'mirror',
  'witness',
  'identity',
  'taxii',
  'health',
  'metrics',
  'assets',
  'pages',
] as const;
export type RouteGroup = (typeof routeGroups)[number];

const bySegment = new Map<string, RouteGroup>([
  ['link', 'link'],
  ['mirror', 'mirror'],
  ['witness', 'witness'],
  ['.well-known', 'identity'],
  ['taxii2', 'taxii'],
  ['healthz', 'health'],
  ['metrics', 'metrics'],
  ['assets', 'assets'],
]);

/** The group of a path. The pages have a log of their own beside the static one, whose files are told by name. */
export function routeGroup(path: string): RouteGroup {
  if (path === '/log/checkpoint' || path.startsWith('/log/tile/')) return 'log';
  return bySegment.get(path.split('/', 2)[1] ?? '') ?? 'pages';
}

/** Groups that machines ask all the time; a good answer to them is not worth a line at the usual level. */
export const isMachineGroup = (group: RouteGroup): boolean => group !== 'pages' && group !== 'taxii';
