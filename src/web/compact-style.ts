/** A style as it travels: without comments and indentation, which a thin link should not carry. Spec: P4. */
export const compactStyle = (style: string): string =>
  style
    .replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, '')
    .replace(/([{};,])\n *(?:\n *)*/g, '$1')
    .replace(/\n */g, ' ')
    .trim();
