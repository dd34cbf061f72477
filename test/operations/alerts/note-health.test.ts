import { beforeEach, describe, expect, it } from 'vitest'
import type { AlertKind, Delivery } from '../../../src/domain/alerts/alert'
import type { ChannelHealth } from '../../../src/domain/alerts/channel-health'
import { createNoteHealth } from '../../../src/operations/alerts/note-health'
import { alertMemory, channelOf } from '../../support/alert-memory'

const NOW = new Date(2026, 10, 28, 10, 33).getTime()
const ALL = [channelOf('hook'), channelOf('pager', 'pagerduty'), channelOf('mail', 'email')]
const TAKEN: Delivery = { ok: true, detail: 'answered 200' }
const REFUSED: Delivery = { ok: false, permanent: true, untaken: true, detail: 'answered 400' }
const AWAY: Delivery = { ok: false, permanent: false, detail: 'answered 503' }

let memory: ReturnType<typeof alertMemory>
let logged: string[]

beforeEach(() => {
  memory = alertMemory()
  logged = []
})

async function note(name: string, kind: AlertKind, delivery: Delivery) {
  const log = {
    info: (line: unknown) => void logged.push(`info ${line}`),
    warn: (line: unknown) => void logged.push(`warn ${line}`),
    error: (line: unknown) => void logged.push(`error ${line}`),
  }
  await createNoteHealth({ now: () => NOW, store: memory.store, log })(name, kind, delivery, ALL)
}

const troubled = (more: Partial<ChannelHealth> = {}): ChannelHealth => ({
  ...{ since: NOW - 600_000, failures: 5, detail: 'answered 503', reported: true },
  ...more,
})

describe('a channel that delivers', () => {
  it('is not written down each time', async () => {
    await note('hook', 'trigger', TAKEN)
    expect([memory.commits, logged]).toEqual([[], []])
  })

  it('again is reported by the others, where they had reported its trouble', async () => {
    memory.health.set('hook', troubled())
    await note('hook', 'trigger', TAKEN)
    const [{ changes, planned, health } = { changes: [], planned: [] }] = memory.commits
    expect(changes).toEqual([])
    expect(health).toEqual({ channel: 'hook', before: troubled(), after: undefined })
    const key = `intvlm8r-channel-hook-${NOW - 600_000}`
    expect(
      planned.map(({ id, channel, alert }) => [id, channel, alert.kind, alert.name, alert.since]),
    ).toEqual([
      [`${key}-resolve-pager`, 'pager', 'resolve', 'hook', NOW - 600_000],
      [`${key}-resolve-mail`, 'mail', 'resolve', 'hook', NOW - 600_000],
    ])
    expect(planned[0]?.alert).toMatchObject({ key, at: NOW, status: 'up' })
    expect(logged).toEqual(['info hook delivers again'])
  })

  it('again is only logged where nobody had reported it', async () => {
    memory.health.set('hook', troubled({ reported: false }))
    await note('hook', 'trigger', TAKEN)
    expect(memory.commits.map(({ planned }) => planned)).toEqual([[]])
    expect(logged).toEqual(['info hook delivers again'])
  })
})

describe('a channel that ceases to deliver', () => {
  it('is logged at its first failure, and reported by the others once that lasts', async () => {
    await note('hook', 'trigger', AWAY)
    expect(memory.health.get('hook')).toEqual({
      since: NOW,
      failures: 1,
      detail: 'answered 503',
      reported: false,
    })
    expect(memory.commits.map(({ planned }) => planned)).toEqual([[]])
    expect(logged).toEqual(['warn Nothing gets through to hook since 10:33: answered 503'])
    memory.health.set('hook', troubled({ reported: false }))
    await note('hook', 'trigger', AWAY)
    const reported = memory.commits.at(-1)?.planned ?? []
    expect(reported.map(({ channel, alert }) => [channel, alert.kind])).toEqual([
      ['pager', 'trigger'],
      ['mail', 'trigger'],
    ])
    expect(reported[0]?.alert.key).toBe(`intvlm8r-channel-hook-${NOW - 600_000}`)
    expect(reported[0]?.alert.text).toContain('answered 503')
    expect(logged).toHaveLength(1)
  })

  it('for good is reported at once, and not again at its next failure', async () => {
    await note('hook', 'trigger', REFUSED)
    await note('hook', 'trigger', REFUSED)
    expect(memory.commits.map(({ planned }) => planned.map(({ channel }) => channel))).toEqual([
      ['pager', 'mail'],
      [],
    ])
  })

  it('for good in a test is reported by nobody: whoever sent it sees it', async () => {
    await note('hook', 'test', REFUSED)
    expect(memory.commits.map(({ planned }) => planned)).toEqual([[]])
  })

  it('is noted anew where another worker noted something meanwhile', async () => {
    memory.refusals = 1
    memory.meanwhile = () => memory.health.set('hook', troubled({ failures: 7 }))
    await note('hook', 'trigger', AWAY)
    expect(memory.commits.map(({ health }) => health?.after?.failures)).toEqual([1, 8])
    expect(logged).toEqual([])
  })
})

describe('an end that gets through to a channel that refuses alerts', () => {
  const refuses = troubled({ refuses: true })

  it.each<[string, AlertKind, boolean]>([
    ['pager', 'resolve', false],
    ['pager', 'trigger', true],
    ['hook', 'resolve', true],
  ])('by %s, as a %s, shows that it delivers: %s', async (name, kind, isOver) => {
    memory.health.set(name, refuses)
    await note(name, kind, TAKEN)
    expect(memory.health.get(name)).toEqual(isOver ? undefined : refuses)
    expect(logged).toEqual(isOver ? [`info ${name} delivers again`] : [])
  })
})
