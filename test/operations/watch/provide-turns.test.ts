import { beforeEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import type { Channel } from '../../../src/domain/alerts/channel'
import { StoreUnavailable } from '../../../src/domain/net/unavailable'
import type { Reading } from '../../../src/domain/settings/reading'
import { planOf } from '../../../src/domain/watch/check-plan'
import type { CheckPlan } from '../../../src/domain/watch/plan-fields'
import type { ProvidedCheck } from '../../../src/domain/watch/provided-check'
import { createProvideChecks, createProvideFromFiles } from '../../../src/operations/watch/provide-checks'
import { channelOf } from '../../support/alert-memory'

const NOW = 77

/** Undefined: nobody knows what is provided. */
let checks: ProvidedCheck[] | undefined
let complete: boolean
let channels: Channel[] | Error
/** What the next calls of the store fail with. */
let failures: Error[]
let odd: string[]
let provided: [checks: readonly ProvidedCheck[], complete: boolean, now: number][]
let reads: number
let troubles: string[]

beforeEach(() => {
  checks = []
  complete = true
  channels = [channelOf('phone'), channelOf('mail', 'email', { isDefault: true })]
  failures = []
  odd = []
  provided = []
  reads = 0
  troubles = []
})

const check = (key: string, plan: Partial<CheckPlan> = {}, more: object = {}): ProvidedCheck => ({
  ...{ key, plan: planOf({ name: key, channels: ['phone'], ...plan }) },
  ...more,
})
const ports = () => ({
  now: () => NOW,
  retryMs: 1,
  onTrouble: (reason: string) => void troubles.push(reason),
  channels: {
    list: async () => {
      if (channels instanceof Error) throw channels
      return channels
    },
  },
  provisioning: {
    provide: async (...given: (typeof provided)[number]) => {
      provided.push(given)
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      return odd
    },
  },
})
const files = () =>
  createProvideFromFiles({
    ...ports(),
    what: 'the expected events',
    read: async () => {
      reads++
      return checks && { checks, complete }
    },
  })
const given = () => provided.map(([all]) => all.map(({ plan }) => plan.channels))

describe('checks of files', () => {
  it.each([true, false])('are provided as they are read, all of them or not: %s', async isComplete => {
    checks = [check('a'), check('b', { channels: [] })]
    complete = isComplete
    await files()()
    expect(provided).toEqual([[checks, isComplete, NOW]])
    expect(troubles).toEqual([])
  })

  it('stay while nobody knows which there are', async () => {
    checks = undefined
    await files()()
    expect(provided).toEqual([])
  })

  it('that name no channels alert by the default ones', async () => {
    checks = [check('a', {}, { byDefault: true }), check('b')]
    await files()()
    expect(given()).toEqual([[['mail'], ['phone']]])
  })

  it('keep the channels that they have while nobody knows the default ones, and none is unknown then', async () => {
    channels = new Error('the INI has never been usable')
    const defaulted = check('a', {}, { byDefault: true })
    checks = [defaulted, check('b', { channels: ['gone'] })]
    await files()()
    expect(provided[0]?.[0]).toEqual([{ ...defaulted, keepsChannels: true }, checks[1]])
    expect(troubles).toEqual([])
  })

  it('have their oddities reported, and channels that there are not, for alerts and for later ones', async () => {
    odd = ['[check.a] slug: "a" is also that of another check']
    checks = [
      check('a', { channels: ['phone', 'gone'], escalateTo: ['none', 'mail', 'boss'] }),
      check('b', { escalateTo: [] }),
    ]
    await files()()
    expect(troubles).toEqual([
      '[check.a] slug: "a" is also that of another check',
      'a channels: there is no channel "gone"; there are: phone, mail',
      '[check.a] escalateto: there is no channel "boss"; there are: phone, mail, none',
    ])
  })
})

describe('while Redis is away', () => {
  const away = (words: string) => new StoreUnavailable(words)

  it('they wait, which is reported once for each reason, and are read anew', async () => {
    failures = [away('it has gone'), away('it has gone'), away('it is full'), away('it has gone')]
    await files()()
    expect(troubles).toEqual([
      'the expected events have to wait: it has gone',
      'the expected events have to wait: it is full',
      'the expected events have to wait: it has gone',
    ])
    expect([reads, provided.length]).toEqual([5, 5])
  })

  it('they wait also where it is the channels that cannot be read', async () => {
    channels = away('it has gone')
    const provide = createProvideFromFiles({
      ...ports(),
      what: 'the expected events',
      read: async () => {
        if (++reads === 3) channels = []
        return { checks: [], complete }
      },
    })
    await provide()
    expect([reads, provided.length, troubles.length]).toEqual([3, 1, 1])
  })

  it('another failure ends the attempt, and no later one', async () => {
    failures = [new TypeError('no such thing')]
    const provide = files()
    const [first, second] = [provide(), provide()]
    await expect(first).rejects.toThrow('no such thing')
    await second
    expect(provided).toHaveLength(2)
  })

  it('an older reading overtakes no newer one', async () => {
    failures = [away('it has gone')]
    checks = [check('old')]
    const provide = files()
    const first = provide()
    const second = provide()
    await Promise.all([first, second])
    expect(reads).toBe(3)
  })
})

describe('checks of the INI', () => {
  const provide = async (text: string) =>
    await createProvideChecks({
      ...ports(),
      settings: {
        read: async () =>
          ({
            ...parseSettings(`[Monitoring]\nheartbeatfrequency = Off\n${text}`),
            ...{ revision: '', changedAt: 0 },
          }) as Reading,
        edit: () => Promise.reject(new Error('nobody edits here')),
      },
    })()

  it('are provided, and none is removed while one has a fault', async () => {
    await provide('[check.a]\nperiod = 1d\n')
    await provide('[check.a]\nperiod = 1d\n[check.b]\nperiod = soon\n')
    expect(provided.map(([all, isComplete]) => [all.map(({ key }) => key), isComplete])).toEqual([
      [['a'], true],
      [['a'], false],
    ])
  })

  it('have channels that there are not reported by their place in the INI', async () => {
    channels = []
    await provide('[check.a]\nperiod = 1d\nchannels = gone\n')
    failures = [new StoreUnavailable('it has gone')]
    await provide('')
    expect(troubles).toEqual([
      '[check.a] channels: there is no channel "gone"; there are: none',
      'the checks of the INI have to wait: it has gone',
    ])
  })
})
