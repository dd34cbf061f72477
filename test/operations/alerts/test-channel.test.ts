import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Alert, Delivery, DeliveryRecord } from '../../../src/domain/alerts/alert'
import type { Channel } from '../../../src/domain/alerts/channel'
import { createTestChannel } from '../../../src/operations/alerts/test-channel'
import { alertMemory, channelOf, planned, recordOf } from '../../support/alert-memory'

const NOW = 1_000_000
const SIREN = channelOf('siren', 'command')

interface Given {
  readonly channel?: Channel
  readonly delivery?: Delivery
  readonly notifier?: () => Promise<Delivery>
  /** Programs can be run here. */
  readonly isWorker?: boolean
  /** What is recorded at each look. */
  readonly records?: readonly (Partial<DeliveryRecord> | undefined)[]
  readonly isListAway?: boolean
}

/** Tests a channel; two looks at the record take as long as a worker may. */
async function tested(given: Given) {
  const { channel = channelOf('hook'), delivery, isWorker, records = [], isListAway } = given
  const memory = alertMemory()
  const looks: unknown[] = []
  const woken: string[] = []
  const logged: string[] = []
  const sent: [Alert, number][] = []
  let now = NOW
  const notifier = async (alert: Alert, _channel: Channel, { notAfter }: { readonly notAfter: number }) => {
    sent.push([alert, notAfter])
    return delivery ?? { ok: true, detail: 'answered 200' }
  }
  const test = createTestChannel({
    now: () => now,
    store: {
      ...memory.store,
      record: async (source, id) => {
        looks.push([source, id])
        now += 17_500
        const found = records[looks.length - 1]
        return found && recordOf(planned(), found)
      },
    },
    channels: {
      list: async () => {
        if (isListAway) throw new Error('Redis is away')
        return [channel, channelOf('other')]
      },
    },
    notifiers: { webhook: notifier, command: notifier, email: given.notifier } as never,
    ...{ http: {} as never, push: {} as never, page: async () => undefined },
    ...(isWorker && { programs: {} as never }),
    wake: async source => void woken.push(source),
    log: {
      info: () => {},
      warn: line => void logged.push(`warn ${line}`),
      error: (error, words) => void logged.push(`error ${(error as Error).message}: ${words}`),
    },
    onError: () => {},
  })
  return { found: await test(channel), commits: memory.commits, looks, woken, logged, sent }
}

const TEST = { key: `intvlm8r-test-hook-${NOW}`, name: 'hook', kind: 'test', tags: [], at: NOW }
const FAILED: Delivery = { ok: false, permanent: true, detail: 'answered 404' }

describe('a test of a channel', () => {
  it('is sent at once, past the queue, with the time of an attempt', async () => {
    const { found, commits, woken, sent } = await tested({})
    expect(found).toEqual({ ok: true, detail: 'answered 200' })
    expect(sent).toEqual([[expect.objectContaining(TEST), NOW + 20_000]])
    expect([commits, woken]).toEqual([[], []])
  })

  it('of e-mail, whose server may take longer than a person waits, has an end all the same', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const hangs = () => {
      setImmediate(() => vi.advanceTimersByTime(50_000))
      return new Promise<never>(() => {})
    }
    const { found } = await tested({ channel: channelOf('mail', 'email'), notifier: hangs })
    expect(found.detail).toBe('no answer within 50 s')
  })

  it('that fails begins the trouble of the channel', async () => {
    const { found, commits } = await tested({ delivery: FAILED })
    expect(found).toEqual(FAILED)
    expect(commits.map(({ health }) => health)).toMatchObject([
      { channel: 'hook', before: undefined, after: { since: NOW, detail: 'answered 404' } },
    ])
  })

  it('has its outcome also where that cannot be kept', async () => {
    const { found, logged } = await tested({ delivery: FAILED, isListAway: true })
    expect(found).toEqual(FAILED)
    expect(logged).toEqual(['error Redis is away: the outcome of a test could not be kept'])
  })

  it('that runs a program is sent here where programs can be run', async () => {
    const { sent, commits } = await tested({ channel: SIREN, isWorker: true })
    expect([sent.length, commits]).toEqual([1, []])
  })
})

describe('a test that only the worker can send', () => {
  const key = `intvlm8r-test-siren-${NOW}`

  it('is planned, and the worker woken for it', async () => {
    const { found, commits, looks, woken, sent } = await tested({
      channel: SIREN,
      records: [undefined, { state: 'delivered', detail: 'siren succeeded' }],
    })
    expect(found).toEqual({ ok: true, detail: 'siren succeeded' })
    expect(commits).toEqual([
      {
        changes: [],
        planned: [
          {
            ...{ id: key, channel: 'siren', after: {}, sources: ['test-siren'], at: NOW },
            alert: expect.objectContaining({ ...TEST, key, name: 'siren' }),
          },
        ],
      },
    ])
    expect([woken, looks]).toEqual([['test-siren'], Array(2).fill(['test-siren', key])])
    expect(sent).toEqual([])
  })

  it.each(['failed', 'dropped'] as const)('has failed for good where it was %s', async state => {
    const { found } = await tested({ channel: SIREN, records: [{ state, detail: 'exit code 75' }] })
    expect(found).toEqual({ ok: false, permanent: true, detail: 'exit code 75' })
  })

  it('is waited for as long as an attempt may take, and fifteen seconds more', async () => {
    const { found, looks } = await tested({ channel: SIREN, records: [{ state: 'retrying' }] })
    expect(looks).toHaveLength(2)
    expect(found).toEqual({
      ok: false,
      permanent: false,
      detail: 'the worker has not sent it yet; see whether it runs',
    })
  })
})
