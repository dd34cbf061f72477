/** What the runs of groups showed, for docs/peers-runs.md; each run adds a row. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { Judgement } from '../judge/judge'
import { ROWS } from './page'
import type { Run } from './run'

/** The take-over of the page's words. */
const USUAL = 10_000

export function note(many: number, { history, events, skews, load }: Run, judgement: Judgement): void {
  const { checks, messages, rules } = history
  const { takeover } = rules
  const { faults, owed, delays, proved, ofOneSide } = judgement
  const attempts = checks.flatMap(check => check.attempts)
  const acknowledged = attempts.filter(({ acknowledgedAt }) => acknowledgedAt !== undefined)
  const count = (pattern: RegExp) => faults.filter(fault => pattern.test(fault)).length
  const ofKind = new Map<string, number>()
  for (const { what } of events) ofKind.set(what, (ofKind.get(what) ?? 0) + 1)
  const ofProof = new Map<string, number>()
  for (const proof of proved) ofProof.set(proof, (ofProof.get(proof) ?? 0) + 1)
  const listed = (counts: ReadonlyMap<string, number>) =>
    [...counts].map(([what, times]) => `${times} × ${what}`).join(', ') || 'none'
  const at = (share: number) => `${((delays[Math.floor(delays.length * share)] ?? 0) / 1_000).toFixed(0)} s`
  const cells = [
    many,
    inject('peersSeed'),
    `${inject('peersSeconds')} s${takeover === USUAL ? '' : `, takeover ${takeover / 1_000} s`}`,
    [load, loadavg()[0] ?? 0].map(one => one.toFixed(0)).join(' to '),
    Object.entries(skews)
      .filter(([, skew]) => skew !== 0)
      .map(([name, skew]) => `${name} ${(skew / 1_000).toFixed(0)} s`)
      .join(', ') || 'none',
    listed(ofKind),
    checks.length,
    `${acknowledged.length} of ${attempts.length}`,
    count(/ lost /),
    owed,
    count(/not told|not named/),
    `${at(0.5)}, ${at(0.95)}, ${at(1 - 1e-9)}`,
    messages.length,
    `${count(/false alarm/)}${ofOneSide > 0 ? ` (and ${ofOneSide} of one side)` : ''}`,
    count(/out of order/),
    count(/two keys/),
    `${proved.length} (${listed(ofProof)})`,
    count(/doubled/),
    count(/never resolved|, and it is (?!not named)/),
  ]
  const row = cells.join(' | ')
  mkdirSync(ROWS, { recursive: true })
  appendFileSync(join(ROWS, 'chaos.rows'), `${row}\n`)
  console.log(`  ${row}`)
  for (const fault of faults) console.log(`  ${fault}`)
}
