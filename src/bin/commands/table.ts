import { visibleText } from '../../domain/visible-text'
import { print } from './print'

/** So many rows are held back, so that the columns are as wide as the longest cell in them. */
const HELD = 1_000

/** Prints rows, the head first, in columns as wide as their longest cell. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const [head = [], ...others] = rows
  const table = openTable(head)
  table.add(others)
  table.end()
}

/** A table whose rows come bit by bit: of a long one, later rows may be wider than the columns. */
export function openTable(head: readonly string[]) {
  let held: (readonly string[])[] = [head.map(visibleText)]
  const widths = head.map(() => 0)

  function end(): void {
    for (const cells of held)
      for (const column of widths.keys())
        widths[column] = Math.max(widths[column] ?? 0, cells[column]?.length ?? 0)
    for (const cells of held)
      print(
        cells
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd(),
      )
    held = []
  }

  return {
    add: (rows: readonly (readonly string[])[]) => {
      for (const cells of rows) {
        held.push(cells.map(visibleText))
        if (held.length >= HELD) end()
      }
    },
    end,
  }
}
