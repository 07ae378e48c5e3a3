/** Cells of a row as values: each column by a function of its own, and a bad cell by the name of its column. */

/** A row as it stands in the file. */
export type Cells = Readonly<Record<string, string>>;
export type Columns = Readonly<Record<string, (text: string) => unknown>>;
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: ReturnType<C[Name]> };

export function readCells<C extends Columns>(
  cells: Cells,
  columns: C,
): { readonly row: RowOf<C> } | { readonly fault: string } {
  const row: Record<string, unknown> = {};
  for (const [name, read] of Object.entries(columns)) {
    const text = cells[name] ?? '';
    const cell = readCell(text, read);
    if ('fault' in cell) return { fault: `column "${name}": ${cell.fault}` };
    row[name] = cell.value;
  }
  return { row: row as RowOf<C> };
}

function readCell(
  text: string,
  read: (text: string) => unknown,
): { readonly value: unknown } | { readonly fault: string } {
  // Number('') is 0, which nobody means by an empty cell
  if (read === Number && text.trim() === '') return { fault: 'expected a number, saw an empty cell' };
  try {
    const value = read(text);
    if (typeof value === 'number' && Number.isNaN(value)) return { fault: `expected a number, saw "${text}"` };
    if (value instanceof Date && Number.isNaN(value.getTime())) return { fault: `expected a date, saw "${text}"` };
    return { value };
  } catch (error) {
    return { fault: `${error instanceof Error ? error.message : String(error)}, saw "${text}"` };
  }
}
