/** The row of docs/peers-runs.md about catching up, until the page is written. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { ROWS } from './page'

export interface CatchUp {
  readonly checks: number
  /** Seconds, in the order of the columns. */
  readonly took: readonly number[]
  /** Seconds of processor time of both members, their servers included, at first. */
  readonly spent: number
}

export function noteCatchUp({ checks, took, spent }: CatchUp): void {
  const seconds = [...took, spent].map(each => `${each.toFixed(1)} s`)
  const row = [String(checks), ...seconds, (loadavg()[0] ?? 0).toFixed(0)].join(' | ')
  console.log(`  caught up: ${row}`)
  mkdirSync(ROWS, { recursive: true })
  writeFileSync(join(ROWS, 'catch-up.row'), `${row}\n`)
}
