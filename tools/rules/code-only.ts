const textOrComment = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|\/\/[^\n]*|\/\*.*?\*\//gs;

/**
 * The source with its comments blanked; lines keep their numbers. Strings stay, since imports are strings.
 * It does not know regular expression literals: a quote inside one can hide at most the rest of its line.
 */
export function codeOnly(source: string): string {
  return source.replace(textOrComment, (found) => (found.startsWith('/') ? found.replace(/[^\n]/g, ' ') : found));
}
