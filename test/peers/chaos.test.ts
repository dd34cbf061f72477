/**
 * A group of two, three and five members. Its programs and members die and stand still, the ways between them are slow, lossy and cut,
 * in one direction too, clocks are off by up to a minute, and services refuse, are slow, and take a message without an answer.
 * Senders note each answer, services each message; the judge (test/judge) compares both. SEED and PEERS_SECONDS choose the run.
 */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { expect, inject, it } from 'vitest'
import { judge } from '../judge/judge'
import { ROWS } from './page'
import { canOpenNetworks } from './possible'
import { note } from './report'
import { runGroup } from './run'

const NAMES = ['A', 'B', 'C', 'D', 'E']
const MEMBERS = (process.env.PEERS_MEMBERS || '2,3,5').split(',').map(Number)

for (const many of MEMBERS)
  it.skipIf(!canOpenNetworks())(
    `${many} members: each outage is told, once, in order, under one key; nothing acknowledged is lost; no alarm is false`,
    () => runAndJudge(many),
    (inject('peersSeconds') + 600) * 1_000,
  )

async function runAndJudge(many: number): Promise<void> {
  const [seed, seconds] = [inject('peersSeed'), inject('peersSeconds')]
  const file = `${ROWS}/${many}-members-${seed}`
  mkdirSync(ROWS, { recursive: true })
  writeFileSync(`${file}.events`, '')
  const onEvent = (words: string) =>
    appendFileSync(`${file}.events`, `${new Date().toISOString()} ${words}\n`)
  const run = await runGroup({ names: NAMES.slice(0, many), seed, seconds, onEvent })
  const judgement = judge(run.history)
  writeFileSync(`${file}.log`, run.lines.join('\n'))
  const { lines: _printed, ...rest } = run
  writeFileSync(`${file}.json`, JSON.stringify({ seed, judgement, ...rest }, null, 1))
  note(many, run, judgement)
  // A run in which nothing happened shows nothing.
  expect(judgement.owed).toBeGreaterThan(seconds / 60)
  expect(judgement.faults).toEqual([])
}
