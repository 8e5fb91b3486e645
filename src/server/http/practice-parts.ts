import type { PageRoute } from './page-route.ts';
import type { Visit } from './visit.ts';

/** What a practice puts before the pages of a server. Spec: PRA-2. */
export interface PracticeParts {
  /** Addresses of its own; one that a page of the server has too comes first. */
  readonly routes: readonly PageRoute[];
  /** Lets the practice catch up, and gives the reader its banner and coach. */
  readonly dress: (visit: Visit) => Promise<Visit>;
}
