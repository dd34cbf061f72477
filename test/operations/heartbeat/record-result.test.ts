import { describe, expect, it } from 'vitest'
import type { Attempt, Heartbeat, HeartbeatEnd } from '../../../src/domain/heartbeat/heartbeat'
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

interface Circumstances {
  readonly write?: ResultFile['write']
  readonly before?: LastResult
  readonly heartbeat?: Heartbeat
}

async function record(end: HeartbeatEnd, { write = async () => {}, before, heartbeat }: Circumstances = {}) {
  const written: LastResult[] = []
  const logged: string[] = []
  const note = (level: string) => (what: unknown, text?: string) =>
    void logged.push([level, what instanceof Error ? what.message : what, text].filter(Boolean).join(' '))
  const file = {
    read: async () => before,
    write: async (result: LastResult) => {
      await write(result)
      written.push(result)
    },
  }
  const log = { info: note('info'), warn: note('warn'), error: note('error') }
  await createRecordResult({ now: () => NOW, file, log })(end, heartbeat)
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

  it('that was missed when its time was over is of that time', async () => {
    const heartbeat = { slot: 1, occasion: 'due', notAfter: NOW - 60_000 } as const
    expect((await record(missed, { heartbeat })).written).toEqual([{ at: NOW - 61_000, result: 'Missed' }])
  })

  it('does not replace a newer result, but one from before the clock was set back', async () => {
    const heartbeat = { slot: 1, occasion: 'due', notAfter: NOW - 60_000 } as const
    for (const [at, writes] of [
      [NOW - 30_000, 0],
      // Of the same second, which is all that the file keeps, the one that ended last stays.
      [NOW - 61_000, 1],
      [NOW - 60_999, 0],
      [NOW - 62_000, 1],
      [NOW, 0],
      [NOW + 3_600_000, 1],
    ] as const) {
      const { written, logged } = await record(missed, { heartbeat, before: { at, result: '200' } })
      expect([written.length, logged.length]).toEqual([writes, 1])
    }
  })

  it('without a reason has a line that ends with what there is', async () => {
    expect((await record({ ...missed, reason: '' })).logged).toEqual([
      'warn heartbeat missed: 2026/11/20 10:05:09 (Missed)',
    ])
  })

  it('is logged and kept when the file cannot be written', async () => {
    const full = async () => {
      throw new Error('ENOSPC')
    }
    expect(await record(delivered, { write: full })).toEqual({
      written: [],
      logged: [
        'info heartbeat delivered: 2026/11/20 10:05:07 (200) Healthchecks answered 200',
        'error ENOSPC hbresults.txt cannot be written',
      ],
    })
  })
})
