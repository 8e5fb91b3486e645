import type { Action } from '../accounts/rights.ts';
import type { Visit } from './visit.ts';

/** One address of the pages: what its reader must be allowed, and what answers. */
export interface PageRoute {
  readonly method: 'GET' | 'POST';
  /** With parameters as `:name`. */
  readonly path: string;
  /** An action of the reader's role; 'session': whoever is signed in; 'anyone'. */
  readonly needs: Action | 'session' | 'anyone';
  /** Most bytes of a sent form; 64 KiB unless told. */
  readonly bodyLimit?: number;
  readonly answer: (visit: Visit) => Response | Promise<Response>;
}
