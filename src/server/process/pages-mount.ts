import { Hono } from 'hono';
import type { Party } from '../party/party.ts';

/** What pages and TAXII are built from. */
export interface PagesGround {
  readonly party: Party;
}

/** The one place where the pages for people and TAXII are put onto a running party. */
export function mountPages(_ground: PagesGround): Hono {
  return new Hono();
}
