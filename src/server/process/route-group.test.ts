import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isMachineGroup, routeGroup, routeGroups } from './route-group.ts';

it('Each address is counted under its group', () => {
  const expected = {
    '/link/pull': 'link',
    '/log/checkpoint': 'log',
    '/log/tile/0/000.p/3': 'log',
    '/log': 'pages',
    '/log-book/3': 'pages',
    '/mirror/ab/checkpoint': 'mirror',
    '/witness/add-checkpoint': 'witness',
    '/.well-known/comity/identity': 'identity',
    '/taxii2/': 'taxii',
    '/healthz': 'health',
    '/metrics': 'metrics',
    '/assets/style.css': 'assets',
    '/': 'pages',
    '': 'pages',
  } as const;
  for (const [path, group] of Object.entries(expected)) assert.equal(routeGroup(path), group, path);
});

it('No path makes a group of its own', () => {
  fc.assert(fc.property(fc.string(), (path) => routeGroups.includes(routeGroup(`/${path}`))));
});

it('What people and their tools read is logged at the usual level', () => {
  assert.deepEqual(
    routeGroups.filter((group) => !isMachineGroup(group)),
    ['taxii', 'pages'],
  );
});
