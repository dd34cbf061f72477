/** Keeps the sensors of one channel on its broker: every check's state, the heart's, and none of a check that is gone. */
import { type Channel, settingOf } from '../../domain/alerts/channel'
import type { BrokerConnection, KeepBroker } from '../../domain/alerts/ports'
import {
  availabilityTopic,
  checkSensor,
  configTopics,
  HEART,
  heartSensor,
  noSensor,
  type SensorPlace,
  sensorOf,
} from '../../domain/alerts/sensors'
import type { ReadOwnHeartbeats } from '../../domain/probes/look'
import type { Clock } from '../../domain/time/clock'
import type { CheckStore } from '../../domain/watch/ports'
import { watchedAt } from '../../domain/watch/status-at'
import { createShownSensors } from './shown-sensors'

export interface SensorPorts {
  readonly now: Clock
  readonly checks: Pick<CheckStore, 'scan' | 'get' | 'onChange'>
  readonly heartbeats: ReadOwnHeartbeats
  readonly connect: KeepBroker
  readonly version: string
  /** The appliance's page without a slash at its end, where it is known. */
  readonly page: () => Promise<string | undefined>
  /** The id of the watch among those that use the same broker. */
  readonly watch: string
  /** Called with trouble that begins, and with undefined once it is over. */
  readonly onTrouble: (detail: string | undefined) => void
  /** Milliseconds in which changes are gathered, and between two looks at the heart. */
  readonly gatherMs?: number
  readonly everyMs?: number
}

export interface Sensors {
  /** `forget`: the broker forgets all sensors, since the channel is gone. Else they show that nobody feeds them. */
  close(options: { readonly forget: boolean }): Promise<void>
}

const GATHER_MS = 500
const EVERY_MS = 60_000
/**
 * Looks at the heart: after so many all checks are compared, since a message about one may be lost; after so many without an
 * answer nothing is known.
 */
const TURNS = { compare: 10, stale: 3 } as const

export async function keepSensors(channel: Channel, ports: SensorPorts): Promise<Sensors> {
  const { now, checks, heartbeats, connect, watch, version, page, onTrouble } = ports
  const { gatherMs = GATHER_MS, everyMs = EVERY_MS } = ports
  const topic = settingOf(channel, 'topic')
  const discovery = settingOf(channel, 'discovery')
  const birthTopic = `${discovery}/status`
  const base = { topic, discovery, watch, version }
  const availability = availabilityTopic(base)

  const { known, publish, show, remove, renew } = createShownSensors(message => broker.publish(message))
  /** Ids of changed checks; `all` for every one of them. */
  const changed = new Set<string>()
  let all = false
  /** Looks since everything was compared, and since the last one that had an answer. */
  let turns = 0
  let unanswered = 0
  let isConnected = false
  let closed = false
  let trouble: string | undefined
  let working: Promise<void> = Promise.resolve()
  let gathering: NodeJS.Timeout | undefined

  const report = (detail: string | undefined) => {
    if (detail === undefined ? trouble !== undefined : trouble === undefined) onTrouble(detail)
    trouble = detail
  }

  async function work(): Promise<void> {
    if (!isConnected || closed) return
    const place = { ...base, page: await page() }
    const ids = [...changed]
    changed.clear()
    const everything = all
    all = false
    try {
      if (everything) await showAll(place)
      else
        for (const id of ids) {
          const watched = await checks.get(id)
          if (watched === undefined || watched.check.waits) await remove(place, id)
          else await show(id, checkSensor(place, watchedAt(watched, now())))
        }
      const { liveness, last } = await heartbeats()
      await show(HEART, heartSensor(place, { liveness, result: last?.result }))
      unanswered = 0
      await publish([{ topic: availability, payload: 'online' }])
    } catch {
      // Redis or the broker is away: both have lines of their own in the log, and the next turn begins anew.
      all = true
    }
  }

  async function showAll(place: SensorPlace): Promise<void> {
    const present = new Set<string>([HEART])
    for await (const batch of checks.scan())
      for (const watched of batch) {
        present.add(watched.check.id)
        await show(watched.check.id, checkSensor(place, watchedAt(watched, now())))
      }
    for (const sensor of [...known]) if (!present.has(sensor)) await remove(place, sensor)
  }

  function workSoon(): void {
    if (closed) return
    gathering ??= setTimeout(() => {
      gathering = undefined
      working = working.then(work)
    }, gatherMs)
  }

  const showEverything = () => {
    all = true
    workSoon()
  }

  async function begin(): Promise<void> {
    // A broker that was restarted may have lost everything.
    renew()
    await broker.subscribe([birthTopic, configTopics(base)])
    isConnected = true
    report(undefined)
    showEverything()
  }

  const broker: BrokerConnection = await connect(
    channel,
    { topic: availability, payload: 'offline' },
    {
      // A connection that is lost meanwhile is followed by another one.
      onConnect: () => void begin().catch(() => {}),
      onMessage: (messageTopic, payload) => {
        // Home Assistant has started anew.
        if (messageTopic === birthTopic && payload === 'online') {
          renew()
          showEverything()
        }
        const sensor = sensorOf(base, messageTopic)
        if (sensor === undefined || payload === '' || known.has(sensor)) return
        // Its check may have been removed while nobody was connected.
        known.add(sensor)
        showEverything()
      },
      onTrouble: detail => {
        isConnected = false
        report(detail)
      },
    },
  )
  const feed = await checks.onChange(id => {
    changed.add(id)
    workSoon()
  })
  const timer = setInterval(() => {
    turns++
    if (turns % TURNS.compare === 0) all = true
    unanswered++
    // Sensors do not go on showing what was known before Redis went away.
    if (unanswered > TURNS.stale && isConnected)
      publish([{ topic: availability, payload: 'offline' }]).catch(() => {}) // The will says so, too.
    workSoon()
  }, everyMs)

  return {
    close: async ({ forget }) => {
      closed = true
      clearTimeout(gathering)
      clearInterval(timer)
      feed.close()
      await working
      if (isConnected) {
        const ending = forget ? [...known].flatMap(sensor => noSensor(base, sensor)) : []
        ending.push({ topic: availability, payload: forget ? '' : 'offline' })
        for (const message of ending) await broker.publish(message).catch(() => {}) // The will says so, too.
      }
      await broker.close()
    },
  }
}
