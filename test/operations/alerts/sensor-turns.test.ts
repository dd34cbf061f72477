import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { BrokerEvents } from '../../../src/domain/alerts/ports'
import type { Watched } from '../../../src/domain/watch/ports'
import { keepSensors, type Sensors } from '../../../src/operations/alerts/keep-sensors'
import { channelOf } from '../../support/alert-memory'
import { checkOf, DOWN, NEW } from '../../support/check-states'

const MINUTE = 60_000
const AVAILABILITY = 'ours/ab/availability'
const configOf = (id: string) => `ha/binary_sensor/intvlm8r_ab/${id}/config`
const stateOf = (id: string) => `ours/ab/${id}/state`

let checks: Map<string, Watched>
/** Whether Redis can be reached. */
let isThere: boolean
/** Whether the broker takes messages. */
let takes: boolean
let liveness: 'alive' | 'silent'
/** The result of the last heartbeat. */
let result: string | undefined
let page: string | undefined
let opened: unknown[]
let events: BrokerEvents
let changed: (id: string) => void
/** What was done, in order; a message as `topic payload`. */
let calls: string[]
let sent: [topic: string, payload: string][]
let sensors: Sensors

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] })
  checks = new Map([['disk', check('disk')]])
  isThere = true
  takes = true
  liveness = 'alive'
  result = '200'
  page = 'http://pi'
  calls = []
  sent = []
  sensors = await keepSensors(channelOf('home', 'mqtt', { settings: { topic: 'ours', discovery: 'ha' } }), {
    now: () => 5_000,
    checks: {
      scan: async function* () {
        calls.push('scan')
        if (!isThere) throw new Error('Redis is away')
        yield [...checks.values()]
      },
      get: async (id: string) => {
        calls.push(`get ${id}`)
        return checks.get(id)
      },
      onChange: async (listener: (id: string) => void) => {
        changed = listener
        return { close: () => void calls.push('feed closed') }
      },
    } as never,
    heartbeats: async () => {
      if (!isThere) throw new Error('Redis is away')
      return { liveness, ...(result && { last: { at: 0, result } }) } as never
    },
    connect: async (...given) => {
      opened = given
      events = given[2]
      return {
        publish: async ({ topic, payload }) => {
          if (!takes) throw new Error('the broker is away')
          sent.push([topic, payload])
        },
        subscribe: async topics => void calls.push(`subscribed ${topics.join(' ')}`),
        close: async () => void calls.push('closed'),
      }
    },
    version: '1.2.3',
    page: async () => page,
    watch: 'ab',
    onTrouble: detail => void calls.push(`trouble ${detail}`),
  })
})
afterEach(() => {
  vi.useRealTimers()
})

function check(id: string, more: object = {}): Watched {
  return { check: { ...checkOf({ name: id }), id, ...more }, state: NEW, version: '1' }
}
const effects = () => new Promise(resolve => setImmediate(resolve))
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms)
  await effects()
}
/** The topics of the messages since the last call. */
function topics(): string[] {
  const found = sent.map(([topic, payload]) => (payload === '' ? `${topic} forgotten` : topic))
  sent = []
  return found
}
async function connected(): Promise<void> {
  events.onConnect()
  await effects()
  await pass(500)
}
const BOTH = [configOf('disk'), stateOf('disk'), configOf('heart'), stateOf('heart')]

describe('a connection to the broker', () => {
  it('is opened with the will that nobody feeds the sensors', () => {
    expect(opened.slice(0, 2)).toMatchObject([{ name: 'home' }, { topic: AVAILABILITY, payload: 'offline' }])
  })

  it('gets all sensors half a second after it stands, and that they are fed', async () => {
    events.onConnect()
    await effects()
    await pass(499)
    expect([sent, calls]).toEqual([[], [`subscribed ha/status ${configOf('+')}`]])
    await pass(1)
    expect(calls.slice(1)).toEqual(['scan'])
    expect(sent.map(([topic]) => topic)).toEqual([...BOTH, AVAILABILITY])
    expect(JSON.parse(sent[1]?.[1] ?? '')).toMatchObject({ status: 'new', url: 'http://pi/checks/disk' })
    expect(sent.slice(3)).toEqual([
      [stateOf('heart'), '{"state":"ON","liveness":"alive","result":"200"}'],
      [AVAILABILITY, 'online'],
    ])
  })

  it('gets the heart without a result while there was no heartbeat', async () => {
    result = undefined
    await connected()
    expect(sent).toContainEqual([stateOf('heart'), '{"state":"ON","liveness":"alive"}'])
  })

  it('that is a new one gets everything anew', async () => {
    await connected()
    topics()
    await connected()
    expect(topics()).toEqual([...BOTH, AVAILABILITY])
  })

  it('has its trouble told once, and once that it is over', async () => {
    events.onTrouble('no connection')
    events.onTrouble('the log-in is refused')
    await connected()
    await connected()
    events.onTrouble('no connection')
    expect(calls.filter(call => call.startsWith('trouble'))).toEqual([
      'trouble no connection',
      'trouble undefined',
      'trouble no connection',
    ])
  })

  it('that is lost gets nothing until there is another one', async () => {
    await connected()
    topics()
    events.onTrouble('no connection')
    checks.set('nas', check('nas'))
    changed('nas')
    await pass(MINUTE)
    expect([topics(), calls.includes('get nas')]).toEqual([[], false])
    await connected()
    expect(topics()).toContain(stateOf('nas'))
  })
})

describe('a check', () => {
  beforeEach(async () => {
    await connected()
    topics()
    calls = []
  })

  it('that has changed is published half a second later, alone, with those that changed meanwhile', async () => {
    checks.set('disk', { ...check('disk'), state: DOWN })
    checks.set('nas', check('nas'))
    changed('disk')
    await pass(300)
    changed('nas')
    changed('disk')
    await pass(199)
    expect(sent).toEqual([])
    await pass(1)
    expect(calls).toEqual(['get disk', 'get nas'])
    expect(topics()).toEqual([stateOf('disk'), configOf('nas'), stateOf('nas')])
    await pass(500)
    expect(calls).toEqual(['get disk', 'get nas'])
  })

  it.each([
    ['is gone', () => checks.delete('disk')],
    ['waits to be adopted', () => checks.set('disk', check('disk', { waits: true }))],
  ])('that %s has its sensor forgotten', async (_what, change) => {
    change()
    changed('disk')
    await pass(500)
    expect(topics()).toEqual([`${configOf('disk')} forgotten`, `${stateOf('disk')} forgotten`])
  })

  it('has no address where that of the page is not known', async () => {
    page = undefined
    checks.set('nas', check('nas'))
    changed('nas')
    await pass(500)
    expect(sent.find(([topic]) => topic === stateOf('nas'))?.[1]).not.toContain('url')
  })
})

describe('a message of the broker', () => {
  beforeEach(async () => {
    await connected()
    topics()
    calls = []
  })
  const hears = async (topic: string, payload: string) => {
    events.onMessage(topic, payload, true)
    await pass(500)
  }

  it('that Home Assistant has started has everything published anew', async () => {
    await hears('ha/status', 'online')
    expect(topics()).toEqual([...BOTH, AVAILABILITY])
  })

  it.each([
    ['that Home Assistant ends', 'ha/status', 'offline'],
    ['of another topic', 'other/status', 'online'],
    ['about a sensor that is known', configOf('disk'), '{}'],
    ['that a sensor is forgotten', configOf('gone'), ''],
    ['about a sensor of another watch', 'ha/binary_sensor/intvlm8r_cd/gone/config', '{}'],
  ])('%s changes nothing', async (_what, topic, payload) => {
    await hears(topic, payload)
    expect([topics(), calls]).toEqual([[], []])
  })

  it('about a sensor whose check is gone has that forgotten', async () => {
    await hears(configOf('gone'), '{}')
    expect(topics()).toEqual([`${configOf('gone')} forgotten`, `${stateOf('gone')} forgotten`])
  })
})

describe('each minute', () => {
  beforeEach(async () => {
    await connected()
    topics()
    calls = []
  })

  it('the heart is looked at, and every tenth time all checks are compared', async () => {
    liveness = 'silent'
    await pass(MINUTE - 1)
    expect(sent).toEqual([])
    await pass(1)
    expect(topics()).toEqual([stateOf('heart')])
    await pass(8 * MINUTE)
    expect(calls).toEqual([])
    checks.delete('disk')
    await pass(MINUTE)
    expect(calls).toEqual(['scan'])
    expect(topics()).toEqual([`${configOf('disk')} forgotten`, `${stateOf('disk')} forgotten`])
    await pass(10 * MINUTE)
    expect(calls).toEqual(['scan', 'scan'])
  })

  it('without an answer of Redis the sensors are offline after the fourth, and all come back with it', async () => {
    isThere = false
    await pass(3 * MINUTE + 500)
    expect(sent).toEqual([])
    await pass(MINUTE)
    expect(sent).toEqual([[AVAILABILITY, 'offline']])
    await pass(MINUTE)
    expect(sent).toHaveLength(1)
    isThere = true
    calls = []
    await pass(MINUTE)
    expect(calls).toEqual(['scan'])
    expect(sent.slice(1)).toEqual([[AVAILABILITY, 'online']])
    sent = []
    isThere = false
    await pass(3 * MINUTE)
    expect(sent).toEqual([])
  })

  it('a broker that took nothing is offered all of it again', async () => {
    takes = false
    liveness = 'silent'
    await pass(5 * MINUTE)
    takes = true
    calls = []
    await pass(MINUTE)
    expect(calls).toEqual(['scan'])
    expect(topics()).toContain(stateOf('heart'))
  })

  it('a connection that is lost is told nothing', async () => {
    events.onTrouble('no connection')
    await pass(10 * MINUTE)
    expect(sent).toEqual([])
  })
})

describe('the end', () => {
  it('says that nobody feeds the sensors, after what is under way, and nothing follows', async () => {
    await connected()
    topics()
    changed('disk')
    await sensors.close({ forget: false })
    expect(sent).toEqual([[AVAILABILITY, 'offline']])
    expect(calls.slice(-2)).toEqual(['feed closed', 'closed'])
    changed('disk')
    await pass(10 * MINUTE)
    expect([sent.length, calls.at(-1)]).toEqual([1, 'closed'])
  })

  it('of a channel that is gone has all of them forgotten', async () => {
    await connected()
    topics()
    await sensors.close({ forget: true })
    expect(topics()).toEqual([...BOTH, AVAILABILITY].map(topic => `${topic} forgotten`))
  })

  it('comes also where the broker takes nothing, or was never there', async () => {
    await sensors.close({ forget: true })
    expect([sent, calls]).toEqual([[], ['feed closed', 'closed']])
    await connected()
    expect(sent).toEqual([])
  })

  it('comes also where the broker hangs up over it', async () => {
    await connected()
    topics()
    takes = false
    await sensors.close({ forget: true })
    expect(calls.at(-1)).toBe('closed')
  })
})
