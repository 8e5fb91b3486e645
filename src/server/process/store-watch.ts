import type { Party } from '../party/party.ts';

/**
 * Notices what other processes did to the store, such as a withdrawal by the command line, so that a
 * running answer asks for the decision anew. Spec: REL-11, AGR-9.
 */
export class StoreWatch {
  readonly #party: Party;
  #seen: number;

  constructor(party: Party) {
    this.#party = party;
    this.#seen = this.#version();
  }

  /** SQLite's count of commits by other connections; it costs no disk access. */
  #version(): number {
    return this.#party.db.count('PRAGMA data_version');
  }

  /** Opens the gate anew when another process has changed anything. */
  look(): void {
    const version = this.#version();
    if (version === this.#seen) return;
    this.#seen = version;
    this.#party.gate++;
  }
}
