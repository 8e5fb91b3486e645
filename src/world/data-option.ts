import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** The folder that `--data` names, or else one below the folder in which the command was given. Other words are refused. */
export function dataFolder(usual: string, words = process.argv.slice(2)): string {
  const { values } = parseArgs({ args: words, options: { data: { type: 'string' } } });
  return values.data ?? join(process.cwd(), 'comity-data', usual);
}
