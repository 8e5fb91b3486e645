import type { Json } from './canonical-json.ts';
import { Fault } from './fault.ts';

/** JSON of any form, to be read member by member through `Fields`. Its size is bounded by the caller. Fault: `json-syntax`. */
export function parseForeignJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('json-syntax', 'Not JSON.');
  }
}
