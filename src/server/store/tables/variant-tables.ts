/** Which items are another one with parts taken out. */
export const variantTables = `
-- 'whole' is the full item. Fuller variants of it have lower numbers. Spec: STX-25.
CREATE TABLE item_variant (item INTEGER PRIMARY KEY, whole INTEGER NOT NULL) STRICT;
CREATE INDEX item_variant_whole ON item_variant (whole, item);
`;
