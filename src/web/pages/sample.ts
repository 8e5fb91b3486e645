import type { Html } from '../html.ts';
import type { Reader } from '../reader.ts';

/** A page with its path, as a function of the reader. */
interface Sample {
  readonly path: string;
  readonly make: (reader: Reader) => Html;
}

/** Pages by name. */
export type Samples = Readonly<Record<string, Sample>>;

/** What a view passes through before its page is made. */
export type Change = <View>(view: View) => View;
