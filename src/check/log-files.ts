/** A log's directory, read by path; `list` gives every path in it, where the medium can tell. */
export interface LogFiles {
  read(path: string): Uint8Array | undefined;
  list?(): Iterable<string>;
}
