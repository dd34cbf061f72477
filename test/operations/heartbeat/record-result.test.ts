import { describe, expect, it } from 'vitest'
import type { Attempt, HeartbeatEnd } from '../../../src/domain/heartbeat/heartbeat'
import type { ResultFile } from '../../../src/domain/heartbeat/ports'
import type { LastResult } from '../../../src/domain/heartbeat/result-line'
import { createRecordResult } from '../../../src/operations/heartbeat/record-result'

const NOW = new Date(2026, 10, 20, 10, 5, 9).getTime()
const attempt: Attempt = {
  at: NOW - 2_000,
  delivered: true,
  result: '200',
  detail: 'answered 200',
  phases: { total: 30 },
}
const delivered: HeartbeatEnd = {
  outcome: 'delivered',
  attempts: [attempt],
  reason: 'answered 200',
  receiver: 'Healthchecks',
}
const missed: HeartbeatEnd = { ...delivered, outcome: 'missed', reason: 'taken too late', receiver: '' }

async function record(end: HeartbeatEnd, write: ResultFile['write'] = async () => {}) {
  const written: LastResult[] = []
  const logged: string[] = []
  const note = (level: string) => (what: unknown, text?: string) =>
    void logged.push([level, what instanceof Error ? what.message : what, text].filter(Boolean).join(' '))
  const file = {
    read: async () => undefined,
    write: async (result: LastResult) => {
      await write(result)
      written.push(result)
    },
  }
  const log = { info: note('info'), warn: note('warn'), error: note('error') }
  await createRecordResult({ now: () => NOW, file, log })(end)
  return { written, logged }
}

describe('a finished heartbeat', () => {
  it('stands in hbresults.txt with the result and the moment of its last attempt', async () => {
    expect(await record(delivered)).toEqual({
      written: [{ at: NOW - 2_000, result: '200' }],
      logged: ['info heartbeat delivered: 2026/11/20 10:05:07 (200) Healthchecks answered 200'],
    })
  })

  it('that was missed stands there as Missed at the present moment, whatever its attempts brought', async () => {
    expect(await record(missed)).toEqual({
      written: [{ at: NOW, result: 'Missed' }],
      logged: ['warn heartbeat missed: 2026/11/20 10:05:09 (Missed)  taken too late'],
    })
  })

  it('is logged and kept when the file cannot be written', async () => {
    const full = async () => {
      throw new Error('ENOSPC')
    }
    expect(await record(delivered, full)).toEqual({
      written: [],
      logged: [
        'info heartbeat delivered: 2026/11/20 10:05:07 (200) Healthchecks answered 200',
        'error ENOSPC hbresults.txt cannot be written',
      ],
    })
  })
})
