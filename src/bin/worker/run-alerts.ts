/** The worker's part in the alerts: from the outbox to the channels. */
import { setTimeout as pause } from 'node:timers/promises'
import type { PermitAlert, SmtpOf } from '../../domain/alerts/ports'
import type { Log } from '../../domain/log'
import type { HttpClient, OtherWay } from '../../domain/net/http-client'
import { usable } from '../../domain/settings/reading'
import { usesZmq } from '../../domain/settings/settings'
import type { Clock } from '../../domain/time/clock'
import { END_MS } from '../../domain/time/limits'
import type { RedisTarget } from '../../io/redis/client'
import { type AlarmClock, startAlarmClock } from '../../io/watch/alarm-clock'
import { announceStart } from '../../operations/alerts/announce-start'
import { createAnnounceWindows } from '../../operations/alerts/announce-windows'
import { createDeliverAlert } from '../../operations/alerts/deliver-alert'
import { createReportDigests, type DigestGroup } from '../../operations/alerts/report-digests'
import { createReportMessages } from '../../operations/alerts/report-messages'
import { createReportRoom } from '../../operations/alerts/report-room'
import { createReportServer } from '../../operations/alerts/report-server'
import { createReportWeek } from '../../operations/alerts/report-week'
import { createRouteFlips } from '../../operations/alerts/route-flips'
import { routeForever } from '../../operations/alerts/route-forever'
import { openAlerting, openChannelPrograms } from '../../wire/alerts'
import type { Places } from '../../wire/places'
import { countListed, defaults, type OpenSettings } from '../../wire/settings'
import { jobPlace, modemPlace } from '../shared/environment'
import { pageAddress } from '../shared/page-address'
import { type Report, repeatReport } from './repeat-report'

/** Milliseconds in which changes are dealt with together. */
const TOGETHER_MS = 250
/** Channels and windows are read anew after so long, should a message about a change have been lost. */
const REREAD_MS = 600_000

interface AlertNeeds {
  readonly where: Places
  readonly settings: OpenSettings
  readonly http: HttpClient
  readonly otherWay: OtherWay
  readonly smtpOf: SmtpOf
  /** Whether a peer has opened the incident with that key. */
  readonly ofPeer: (incident: string) => Promise<boolean>
  /** Whether this watch sends an alert, where it is a member of a group. */
  readonly permit: PermitAlert
  readonly digestGroup: DigestGroup
  readonly now: Clock
  readonly log: Log
  /** Called when the channels by which new checks alert have become others. */
  readonly onDefaults: () => void
}

/** Whether channels or windows may have changed since that was asked last: a message may have told so, or been lost. */
function createChangeMark() {
  let isSet = true
  let takenAt = performance.now()
  return {
    set: () => {
      isSet = true
    },
    take: () => {
      const isDue = isSet || performance.now() - takenAt >= REREAD_MS
      if (isDue) takenAt = performance.now()
      isSet = false
      return isDue
    },
  }
}

export function startAlerting(
  target: RedisTarget,
  { where, settings, http, otherWay, smtpOf, ofPeer, permit, digestGroup, now, log, onDefaults }: AlertNeeds,
) {
  const page = async () => pageAddress(usable(await settings.read(), 'web') ?? defaults().web)
  const alerting = openAlerting(
    target,
    settings,
    where,
    parts =>
      createDeliverAlert({
        ...parts,
        http,
        otherWay,
        smtpOf,
        permit,
        programs: openChannelPrograms(jobPlace(), modemPlace()),
        now,
        log,
        page,
        chance: Math.random,
        onError: error => log.error(error, 'an alert could not be sent'),
      }),
    log,
    ofPeer,
  )
  const changes = createChangeMark()
  const routing = routeForever(
    createRouteFlips({ now, onDefaults, mayHaveChanged: changes.take, ...alerting }),
    log,
  )

  const repeat = (report: Report, sentence: string) => repeatReport(report, { now, log, sentence })
  const usesMessages = async () => {
    const zmq = usable(await settings.read(), 'zmq')
    return zmq && usesZmq(zmq)
  }
  const onFault = (sentence: string) => log.warn(sentence)
  /** The reports that follow the channels and windows. */
  const following = [
    repeat(createAnnounceWindows({ now, ...alerting }), 'windows of maintenance cannot be announced'),
    repeat(createReportWeek({ now, ...alerting }), 'the weekly reports have trouble'),
  ]
  const reports = [
    ...following,
    repeat(createReportServer({ now, onFault, ...alerting }), 'the look at Redis cannot be reported'),
    repeat(createReportRoom({ now, ...alerting }), 'the room of the watch cannot be reported'),
    repeat(
      createReportMessages({ now, usesMessages, onChange: onFault, ...alerting }),
      'check-ins by 0MQ cannot be reported',
    ),
    repeat(createReportDigests({ now, ...alerting, group: digestGroup }), 'the daily digests have trouble'),
  ]
  // Once; while Redis is away the channels are not known.
  const announcing: AlarmClock = startAlarmClock(
    async () => {
      const listed = () => countListed(settings, where)
      const trouble = await announceStart({ settings, listed, now, ...alerting })
      if (trouble !== undefined) log.warn(trouble)
      void announcing.close()
      return undefined
    },
    { now, onError: error => log.error(error, 'the start could not be announced') },
  )

  let waking: NodeJS.Timeout | undefined
  return {
    channels: alerting.channels,
    page,
    /** To be called when channels or windows may have changed: the alerts that follow do not wait for the next turn. */
    onChange: () => {
      // Many changes at once make a few turns.
      waking ??= setTimeout(() => {
        waking = undefined
        changes.set()
        alerting.outbox.wake()
        for (const report of following) report.wake()
      }, TOGETHER_MS)
    },
    close: async () => {
      clearTimeout(waking)
      routing.end()
      void announcing.close()
      for (const report of reports) report.close()
      const ended = alerting.close().catch(error => log.error(error, 'the alerts did not end in order'))
      await Promise.race([ended, pause(END_MS.alerts)])
    },
  }
}
