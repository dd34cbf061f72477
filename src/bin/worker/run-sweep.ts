/** The worker's part in the watch: the checks that the INI provides, and the sweep. */

import type { Channels } from '../../domain/alerts/ports'
import type { Identity } from '../../domain/appliance/identity'
import type { Log } from '../../domain/log'
import { usable } from '../../domain/settings/reading'
import { receivesZmq } from '../../domain/settings/settings'
import type { Clock } from '../../domain/time/clock'
import { formatDuration } from '../../domain/time/duration'
import { CLAIM_MS, END_MS } from '../../domain/time/limits'
import type { SweepStore } from '../../domain/watch/sweep-store'
import type { RedisTarget } from '../../io/redis/client'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { createGiveLateChannels } from '../../operations/watch/give-late-channels'
import { createProvideChecks } from '../../operations/watch/provide-checks'
import { createSweep } from '../../operations/watch/sweep-checks'
import type { Places } from '../../wire/places'
import type { OpenSettings } from '../../wire/settings'
import { openSweeping } from '../../wire/watch'
import { startExpecting, startListing } from './run-followed'

interface SweepNeeds {
  readonly where: Places
  readonly identity: Identity
  readonly settings: OpenSettings
  readonly channels: Channels
  /** Claims for peers, from now on, that the sweep runs: as long as `works`. */
  readonly mark: (works: () => boolean) => { close(): void }
  readonly now: Clock
  readonly log: Log
}

export function startSweeping(
  target: RedisTarget,
  { where, identity, settings, channels, mark, now, log }: SweepNeeds,
) {
  const { sweeps, provisioning, expectations, listings, checks, mendLists, claim, withdrawMessages, close } =
    openSweeping(target, where, identity, now)
  let isAwaitingMessages = awaitsMessages()
  const onError = (error: Error) => log.error(error, 'the watch has trouble')
  /** Sweeps a part of the checks, whenever its earliest deadline comes. */
  function sweepPart(store: SweepStore) {
    const sweep = createSweep({
      store,
      awaitsMessages: () => isAwaitingMessages,
      now,
      steady: () => performance.now(),
      comparesClocks: 'url' in target && !target.url.startsWith('/'),
      onGap: ({ from, to }, forgiven, door) => {
        const what = door === 'messages' ? 'nothing by 0MQ' : 'nothing'
        const where = sweeps.length === 1 ? '' : ` for part ${sweeps.indexOf(store) + 1} of its checks`
        log.warn(
          `the watch could receive ${what}${where} for ${formatDuration(to - from)}; ${forgiven} checks were given more time`,
        )
      },
    })
    const clock = startAlarmClock(() => sweep.sweep(), { now, onError })
    store
      .subscribe({
        earlier: clock.wake,
        back: lostAt => {
          sweep.stoodUntil(lostAt)
          clock.wake()
        },
      })
      .catch(onError)
    return { ringingFor: clock.ringingFor, end: () => clock.close().then(() => sweep.end()) }
  }
  const parts = sweeps.map(sweepPart)
  const works = () => parts.every(part => part.ringingFor() < CLAIM_MS.sweep)
  const claims = [claim(works), mark(works)]
  const provideChecks = createProvideChecks({
    settings,
    provisioning,
    channels,
    now,
    onTrouble: reason => log.warn(reason),
  })
  const expecting = startExpecting({
    where,
    settings,
    log,
    providing: { provisioning: expectations, channels, now },
  })
  let isClosing = false
  mendLists().catch(error => isClosing || onError(error))
  const giveLateChannels = createGiveLateChannels({ checks, channels, now })
  const provide = () => provideChecks().then(giveLateChannels).catch(onError)
  /** While the section has a fault, that is not known, and no silence is judged that may be none. */
  async function awaitsMessages(): Promise<boolean> {
    const zmq = usable(await settings.read(), 'zmq')
    const isAwaiting = zmq === undefined || receivesZmq(zmq)
    if (!isAwaiting) await withdrawMessages().catch(onError)
    return isAwaiting
  }
  provide()
  const listing = startListing({
    where,
    settings,
    log,
    providing: { provisioning: listings, channels, now },
  })

  return {
    /** Makes the checks as the INI provides them now; those that have waited for the first channel get the default ones. */
    provide: async () => {
      expecting.onSettings()
      listing.onSettings()
      isAwaitingMessages = awaitsMessages()
      await provide()
    },
    close: async () => {
      isClosing = true
      expecting.close()
      listing.close()
      for (const claimed of claims) claimed.close()
      const ended = Promise.all(parts.map(part => part.end()))
      await Promise.race([ended.catch(onError), new Promise(resolve => setTimeout(resolve, END_MS.sweep))])
      await close()
    },
  }
}
