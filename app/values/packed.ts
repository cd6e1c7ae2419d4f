declare const packs: unique symbol;

/** Rows as one text. See {@link pack}. */
export type Packed<Row> = string & { readonly [packs]: Row };

/**
 * Rows of a long list as one text on their way to the browser. Remix walks through every value of what a loader gives and
 * writes each down twice; a text it copies. The names of the fields are written once.
 */
export function pack<Row extends object>(rows: readonly Row[]): Packed<Row> {
  const names = Object.keys(rows[0] ?? {}) as (keyof Row)[];
  return JSON.stringify([names, ...rows.map((row) => names.map((name) => row[name]))]) as Packed<Row>;
}

/** What `pack` was given, as far as JSON can say it: texts, numbers, booleans, null and lists of them. */
export function unpack<Row extends object>(packed: Packed<Row>): Row[] {
  const [names, ...rows]: [string[], ...unknown[][]] = JSON.parse(packed);
  return rows.map((values) => {
    const row: Record<string, unknown> = {};
    for (let at = 0; at < names.length; at += 1) row[names[at] ?? ''] = values[at];
    return row as Row;
  });
}
