import { expect, it, onTestFinished } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Reading } from '../../../src/domain/settings/reading'
import { readJobAges } from '../../../src/io/peers/work-marks'
import { openWorkMarks } from '../../../src/wire/peers/work-marks'
import { shareRedis } from '../../support/shared-redis'

const redis = await shareRedis()
const BOTH = { sweep: expect.any(Number), probes: expect.any(Number) }
const PEER = `[peer.office]\nurl = http://192.0.2.1:8080\nkey = ${'k'.repeat(43)}\n`

/** The marks of a worker that runs, with this INI. */
function openMarks(start: string) {
  let ini = start
  let reads = 0
  const read = async () => {
    reads++
    return parseSettings(ini) as Reading
  }
  const marks = openWorkMarks(redis.target, { read })
  onTestFinished(marks.close)
  marks.sweep(() => true)
  marks.probes(() => true)
  return {
    reads: () => reads,
    change: (next: string) => {
      ini = next
      marks.onSettings()
    },
  }
}

it('marks nothing while nobody may ask, and at once when the INI has got a peer', async () => {
  const marks = openMarks('')
  await expect.poll(marks.reads).toBeGreaterThanOrEqual(4)
  expect(await readJobAges(redis.admin)).toEqual({})
  marks.change(PEER)
  await expect.poll(() => readJobAges(redis.admin)).toEqual(BOTH)
})

it.each([
  ['a peer', PEER],
  ['a door for Checkers', '[Checker]\nport = 5000\n'],
  ['faults by which that is not known', '[Checker]\nport = none\n'],
])('marks that the jobs run where the INI has %s', async (_what, ini) => {
  openMarks(ini)
  await expect.poll(() => readJobAges(redis.admin)).toEqual(BOTH)
})
