import { isSource } from './house-rule.ts';
import { patternRule } from './pattern-rule.ts';

/** Spec: P2. The listening side goes through @hono/node-server; types, and `isIP`, which only reads text, open nothing. */
export const oneEgress = patternRule({
  name: 'one egress',
  why: 'No byte leaves unless policy and agreement allow it; that can be reviewed only if one folder can open a connection.',
  scope: (path) => isSource(path) && !path.startsWith('src/server/egress/'),
  banned: [
    /(?<![.#\w])fetch\(/,
    /\bglobalThis\.fetch\b/,
    /(?<!^import (?:type \{[^}]*\}|\{ isIP \}) from )['"](?:node:)?(?:https?|http2|net|tls|dgram|dns|dns\/promises)['"]/m,
    /['"](?:undici|ws|nodemailer)['"]/,
    /\bnew (?:WebSocket|EventSource|XMLHttpRequest)\b/,
    /\.sendBeacon\(/,
  ],
  allowed: {
    'src/web/browser/verify-block.ts':
      "runs in the reader's browser and asks only the server it came from, for its public log",
    'src/world/consultation/browser.ts':
      'plays the browser of a person in the story, which follows redirects, and asks one server on loopback',
  },
});
