import { createHash } from 'node:crypto'
import { lastGood } from '../config/settings/last-good'
import type {
  AlertStore,
  ChannelPrograms,
  Channels,
  DeliverStep,
  KeepBroker,
  PushStore,
  SharedIncidents,
} from '../domain/alerts/ports'
import type { LibraryRules } from '../domain/field'
import type { Log } from '../domain/log'
import type { OtherWay } from '../domain/net/http-client'
import type { SettingsFile } from '../domain/settings/settings-file'
import { openAlertStore } from '../io/alerts/alert-store'
import { openChannelQueues } from '../io/alerts/channel-queues'
import { openChannelStore } from '../io/alerts/channel-store'
import { openSensorDuty } from '../io/alerts/sensor-duty'
import { openSharedIncidents } from '../io/alerts/shared-incidents'
import { openWeeklyMarks } from '../io/alerts/weekly-marks'
import { createFindProgram } from '../io/probes/owners-program'
import { createRunJob, type JobPlace } from '../io/probes/run-job'
import { isCommon, namesOf, type Redis, type RedisTarget, untilReady } from '../io/redis/client'
import { openServerLook } from '../io/redis/server-look'
import { openCheckStore } from '../io/watch/check-store'
import { openMailLoops } from '../io/watch/mail-loops'
import { openNotedAbsence } from '../io/watch/noted-absence'
import { requestReview } from '../io/watch/outbox'
import { openOutboxes } from '../io/watch/outboxes'
import { openScheduleWords } from '../io/watch/schedule-words'
import { openSchedules } from '../io/watch/schedules'
import { openNotedFaults } from '../io/watch/server-fault-store'
import { openWaitingStore } from '../io/watch/waiting-store'
import { wakeable } from '../io/watch/wakeable-outbox'
import { NOTIFIERS } from '../notifiers/index'
import { MAIL_RULES } from '../notifiers/mail-addresses'
import { drawVapidKeys } from '../notifiers/web-push'
import { allChannels } from './alerts/channel-list'
import { openStore, openUnreported, reportTrouble } from './connections'
import type { Places } from './places'
import { readMessageState } from './watch'
import { openWindows } from './watch/window-list'

/** For the settings of channels whose values only a library can judge. */
export const CHANNEL_RULES: LibraryRules = MAIL_RULES

/**
 * The web app's side of the alerts: the channels, the INI's and the page's, and what became of their alerts. A name that
 * the INI has belongs to the INI.
 */
export function openChannels(target: RedisTarget, settings: SettingsFile, { ini }: Places, log: Log) {
  const connection = openStore(target, log)
  const channelStore = openChannelStore(connection, drawVapidKeys)
  const { windowStore, shownWindows } = openWindows(connection, settings)
  const provided = lastGood(settings, 'channels')
  // The page is shown even where no usable INI has been read yet.
  const list = async () => await allChannels(await provided().catch(() => []), ini, channelStore.list)
  const isKnown = () =>
    provided().then(
      () => true,
      () => false,
    )
  return {
    channelStore,
    channelRules: CHANNEL_RULES,
    channels: {
      list,
      names: async () => ((await isKnown()) ? (await list()).map(({ name }) => name) : undefined),
    },
    deliveries: openAlertStore(connection),
    publish: publisherOn(connection),
    /** Wakes the worker, as an alert of this source is planned. */
    wakeAlerts: (source: string) => requestReview(connection, source),
    windowStore,
    windows: shownWindows,
    connection,
    notifiers: NOTIFIERS,
    /** Settles when Redis is connected; fails with StoreUnavailable. */
    channelsConnected: () => untilReady(connection),
    closeChannels: () => connection.disconnect(),
  }
}

/** The parts that make alerts and send them. */
export interface AlertParts {
  readonly publish: (frames: readonly string[]) => Promise<number>
  readonly store: AlertStore
  readonly channels: Channels
  readonly push: PushStore
  readonly incidents: SharedIncidents
  readonly notifiers: typeof NOTIFIERS
}

/**
 * The worker's side of the alerts; the queues run `deliver`. While no usable INI has been read, every alert waits, since
 * each might be for one of the INI's channels.
 */
export function openAlerting(
  target: RedisTarget,
  settings: SettingsFile & { readonly hashes: () => Promise<string> },
  { ini }: Places,
  deliver: (parts: AlertParts) => DeliverStep,
  log: Log,
  ofPeer: (incident: string) => Promise<boolean>,
) {
  const storing = openUnreported(target)
  const queueing = openUnreported(target)
  const push = openChannelStore(storing, drawVapidKeys)
  const provided = lastGood(settings, 'channels')
  const list = async () => await allChannels(await provided(), ini, push.list)
  const incidents = openSharedIncidents(storing, settings.hashes, isCommon(target), ofPeer)
  const parts = {
    publish: publisherOn(storing),
    store: openAlertStore(storing),
    channels: { list },
    push,
    incidents,
    notifiers: NOTIFIERS,
  }
  const queue = openChannelQueues(queueing, {
    deliver: deliver(parts),
    onError: reportTrouble(queueing, log, 'the alerts have trouble'),
  })
  const checks = openCheckStore(openUnreported(target), openSchedules())
  const outbox = wakeable(openOutboxes(openUnreported(target)))
  return {
    ...parts,
    scheduleWords: openScheduleWords(),
    waiting: openWaitingStore(storing),
    mailLoops: openMailLoops(storing),
    ...openWindows(storing, settings),
    look: openServerLook(storing),
    noted: openNotedFaults(storing, target.appliance),
    messages: () => readMessageState(storing),
    absence: openNotedAbsence(storing),
    marks: openWeeklyMarks(storing),
    queue,
    checks,
    outbox,
    close: async () => {
      await outbox.close()
      await queue.close()
      await checks.close()
      storing.disconnect()
    },
  }
}

/** The stores of the sensors for MQTT. */
export function openSensorStores(target: RedisTarget) {
  const checks = openCheckStore(openUnreported(target), openSchedules())
  const duty = openSensorDuty(openUnreported(target))
  return {
    checks,
    duty,
    /** As lasting as the watch; the ping key, which is secret, does not follow from it. */
    watchId: async () =>
      createHash('sha256')
        .update(`mqtt ${await checks.pingKey()}`)
        .digest('hex')
        .slice(0, 12),
    close: async () => {
      duty.close()
      await checks.close()
    },
  }
}

/** Connections to the brokers of channels. */
export function openBrokers(otherWay: OtherWay): KeepBroker {
  return async (channel, will, events) => {
    const { keepBroker } = await import('../notifiers/broker')
    return await keepBroker(channel, will, events, otherWay)
  }
}

/** The programs of channels; `modem`: where gammu runs. */
export function openChannelPrograms(jobs: JobPlace, modem: JobPlace): ChannelPrograms {
  return { find: createFindProgram(), job: createRunJob(jobs), modem: createRunJob(modem) }
}

/** Messages for the program that publishes by 0MQ; Redis keeps none of them. */
function publisherOn(connection: Redis) {
  return (frames: readonly string[]) =>
    connection.publish(namesOf(connection).messages.publish, JSON.stringify(frames))
}
