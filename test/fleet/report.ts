/** What the tests of fleets measured, for docs/fleet.md; each test adds its rows to a file of its own in build/fleet. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'

export const ROWS = 'build/fleet'

/** Adds a row of a table: cells with ` | ` between them. */
export function note(table: string, row: string): void {
  mkdirSync(ROWS, { recursive: true })
  appendFileSync(join(ROWS, `${table}.rows`), `${row}\n`)
  console.log(`  ${row}`)
}
