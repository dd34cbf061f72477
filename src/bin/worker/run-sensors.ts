/** The worker's sensors for Home Assistant, one connection for each channel that keeps some. */

import { type Channel, keepsSensors } from '../../domain/alerts/channel'
import type { Channels, KeepBroker } from '../../domain/alerts/ports'
import type { Log } from '../../domain/log'
import type { ReadOwnHeartbeats } from '../../domain/probes/look'
import type { Clock } from '../../domain/time/clock'
import type { RedisTarget } from '../../io/redis/client'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import type { Sensors } from '../../operations/alerts/keep-sensors'
import { openSensorStores } from '../../wire/alerts'

/**
 * Milliseconds until the end of the worker that had the duty counts, where a channel keeps sensors; where none does, the
 * channels are read anew so often, should the message about a change have been lost.
 */
const EVERY_MS = { kept: 15_000, none: 600_000 } as const

interface SensorNeeds {
  readonly channels: Channels
  readonly connect: KeepBroker
  readonly heartbeats: ReadOwnHeartbeats
  readonly page: () => Promise<string | undefined>
  readonly version: string
  readonly now: Clock
  readonly log: Log
}

export function startSensors(target: RedisTarget, needs: SensorNeeds) {
  const { channels, now, log } = needs
  /** By the channels' names. */
  const kept = new Map<string, { readonly settings: string; readonly sensors: Sensors }>()
  /** Opened with the first channel: most appliances have none. */
  let opened: ReturnType<typeof openSensorStores> | undefined

  async function begin(channel: Channel): Promise<void> {
    opened ??= openSensorStores(target)
    const { checks, watchId } = opened
    const { keepSensors } = await import('../../operations/alerts/keep-sensors')
    const { name, settings } = channel
    const sensors = await keepSensors(channel, {
      ...needs,
      checks,
      watch: await watchId(),
      onTrouble: detail =>
        detail === undefined
          ? log.info(`the sensors of the channel ${name} are published again`)
          : log.warn(`the sensors of the channel ${name} cannot be published: ${detail}`),
    })
    kept.set(name, { settings: JSON.stringify(settings), sensors })
  }

  async function end(name: string, forget: boolean): Promise<void> {
    const one = kept.get(name)
    kept.delete(name)
    await one?.sensors.close({ forget })
  }

  async function compare(): Promise<void> {
    const all = await channels.list()
    const wanted = all.filter(keepsSensors)
    if (wanted.length > 0) opened ??= openSensorStores(target)
    const isOurs = opened !== undefined && (await opened.duty.isOurs())
    for (const [name, { settings }] of kept) {
      const now = wanted.find(one => one.name === name)
      const isSame = now !== undefined && JSON.stringify(now.settings) === settings
      // Another worker feeds the same sensors.
      if (!isOurs) await end(name, false)
      // A channel that cannot be used for a while, as its password cannot be read, is not gone.
      else if (!isSame) await end(name, all.find(one => one.name === name)?.problem === undefined)
    }
    if (isOurs) for (const channel of wanted) if (!kept.has(channel.name)) await begin(channel)
    if (wanted.length > 0 || opened === undefined) return
    const idle = opened
    opened = undefined
    await idle.close()
  }

  const clock = startAlarmClock(
    async () => {
      await compare()
      return now() + (opened === undefined ? EVERY_MS.none : EVERY_MS.kept)
    },
    { now, restMs: EVERY_MS.none, onError: error => log.error(error, 'the sensors for MQTT have trouble') },
  )
  return {
    /** To be called when channels may have changed. */
    onChange: clock.wake,
    close: async () => {
      await clock.close()
      await Promise.all([...kept.keys()].map(name => end(name, false)))
      await opened?.close()
    },
  }
}
