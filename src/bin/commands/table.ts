import { visibleText } from '../../domain/visible-text'
import { print } from './print'

/** Prints rows, the head first, in columns as wide as their longest cell. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const shown = rows.map(cells => cells.map(visibleText))
  const widths = (shown[0] ?? []).map((_, column) =>
    Math.max(...shown.map(cells => cells[column]?.length ?? 0)),
  )
  for (const cells of shown)
    print(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
}
