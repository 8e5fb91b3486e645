import type { Cast } from './cast.ts';
import { type Say, StoryCase } from './story-case.ts';
import type { StoryWorld } from './story-world.ts';

/** What both CERTs let the ministries have. */
export const releasedFacts =
  'Both hosts are rented in Bereth; their access was stolen a week before and used by others.';

/** The company tells its CERT; the two CERTs work on it in a technical case of their own. */
export async function incidentChapter(world: StoryWorld, cast: Cast, say: Say): Promise<StoryCase> {
  const { cert, otherCert, meridian, company } = cast;
  say('Chapter 1. Norrin Energy reports to its CERT, and the two CERTs look at it together.');
  await company.submit('/mine/report', '/mine/report', {
    values: '192.0.2.44\n192.0.2.45',
    text: 'Between 02:10 and 03:40 UTC our operators lost sight of two substations. They saw these addresses.',
  });
  say('  Norrin Energy: reports two addresses on the pages of its CERT');
  const one = await StoryCase.open(world, say, {
    procedure: 'incident-coordination',
    opener: [cert, 'coordinator'],
    others: [
      [otherCert, 'cert'],
      [meridian, 'witness'],
    ],
  });
  await one.act(cert, 'report', {
    words: 'An energy company lost sight of two substations; 192.0.2.44 and 192.0.2.45 were seen.',
  });
  await one.act(otherCert, 'found-valid');
  await one.act(otherCert, 'accept');
  await one.act(otherCert, 'report', {
    words: 'Both hosts are rented in Bereth and were used by others: their access was stolen a week before.',
  });
  // Only what they release crosses into the case of the ministries.
  await one.act(cert, 'propose-release', { words: releasedFacts, 'field-under': 'amber' });
  await one.act(cert, 'agree-release', {}, one.newest('release'));
  return one;
}
