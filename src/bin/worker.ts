/** The program of the worker. */
import { retryDelay } from '../domain/heartbeat/heartbeat'
import type { Reading } from '../domain/settings/reading'
import { usable } from '../domain/settings/reading'
import { DUTY_MS } from '../domain/time/limits'
import { createLog } from '../io/appliance/log'
import { removeLeftovers } from '../io/files/atomic-file'
import type { Redis } from '../io/redis/client'
import { createRecordResult } from '../operations/heartbeat/record-result'
import { createSendHeartbeat } from '../operations/heartbeat/send-heartbeat'
import { createHeartDuty } from '../operations/peers/heart-duty'
import { openBrokers } from '../wire/alerts'
import {
  logStatesOnce,
  openRedisAuthorities,
  openUnreported,
  prefixAdvice,
  redisTarget,
} from '../wire/connections'
import { openOwnHeartbeats, openRecords, openWorker } from '../wire/heartbeat'
import { openMail } from '../wire/mail'
import { openOutward } from '../wire/net'
import {
  openAskAll,
  openClaimId,
  openIncidentsOfPeers,
  openOpinions,
  openOwnHeart,
  openPeerTools,
  openSendingMark,
  peerSelf,
} from '../wire/peers'
import { openDigestGroup } from '../wire/peers/arrivals'
import { openWorkMarks } from '../wire/peers/work-marks'
import { defaults, openSettings } from '../wire/settings'
import { places, proxyVariables, running, takeFirstPassword, version } from './shared/environment'
import { followZone, warnOfZone } from './shared/follow-zone'
import { openIniWatch } from './shared/ini-watch'
import { withLanguage } from './shared/language'
import { endOnSignal, reportReady, run, terminal } from './shared/lifetime'
import { ownIdentity, refuseSharedState } from './shared/own-state'
import { startAlerting } from './worker/run-alerts'
import { startKeeping } from './worker/run-backup'
import { startGates } from './worker/run-gates'
import { startGroup } from './worker/run-group'
import { startMailCheckIns } from './worker/run-mail'
import { startNoticing } from './worker/run-missed'
import { startProbing } from './worker/run-probes'
import { startSensors } from './worker/run-sensors'
import { startSweeping } from './worker/run-sweep'

run(async () => {
  const where = places()
  takeFirstPassword()
  const log = logStatesOnce(createLog('worker', terminal()), () => performance.now())
  refuseSharedState(where, log)
  const identity = await ownIdentity(where, log)
  const now = Date.now
  const settings = withLanguage(openSettings(where))

  /** The settings that cannot change while it runs. */
  const fixed = (reading: Reading) => usable(reading, 'redis') ?? defaults().redis

  const { inUse, watch: watchIni } = await openIniWatch(fixed, { where, settings, log })
  const { http, otherWay } = openOutward({ version, now, settings, where, variables: proxyVariables() })
  const target = redisTarget(inUse, where.home, identity, openRedisAuthorities(settings, where))
  const advice = prefixAdvice(inUse, identity)
  if (advice !== undefined) log.warn(advice)
  const mail = openMail(() => openUnreported(target), { settings, where, http, otherWay, now })
  const { result, ticks } = openRecords(where)
  const heartbeats = openWorker(target, log)
  const missed = startNoticing(heartbeats, { now, settings, ticks, log })
  const gating = startGates(target, { settings, queue: heartbeats.queue, now, log })
  const self = peerSelf(identity, running)
  let peerConnection: Redis | undefined
  const toStored = () => {
    peerConnection ??= openUnreported(target)
    return peerConnection
  }
  const claimId = openClaimId(toStored, settings, where, self)
  const toPeers = { http, now, self, heart: openOwnHeart(settings, result.read, now), claimId }
  const worker = heartbeats.start({
    send: createSendHeartbeat({
      now,
      settings,
      http,
      noticeMissed: missed.notice,
      gates: gating.gates,
      duty: createHeartDuty({ ask: openAskAll(settings, where, toPeers, DUTY_MS), id: identity.id, now }),
      noteSending: openSendingMark(toStored),
      retryDelay: () => retryDelay(Math.random()),
    }),
    record: createRecordResult({ now, log, file: result }),
  })
  const alerting = startAlerting(target, {
    where,
    settings,
    http,
    otherWay,
    smtpOf: mail.smtpOf,
    ofPeer: openIncidentsOfPeers(settings, where, { http, now, self }),
    permit: (...asked) => group.permit(...asked),
    digestGroup: openDigestGroup(settings, where, { http, now, self }),
    now,
    log,
    onDefaults: () => void sweeping.provide(),
  })
  const group = startGroup(target, {
    where,
    settings,
    channels: alerting.channels,
    accounts: mail.accounts,
    http,
    otherWay,
    self,
    now,
    log,
  })
  const marks = openWorkMarks(target, settings)
  const sweeping = startSweeping(target, {
    where,
    identity,
    settings,
    channels: alerting.channels,
    mark: marks.sweep,
    now,
    log,
  })
  const ownHeartbeats = openOwnHeartbeats({ settings, result, ticks, history: heartbeats.history }, now)
  const probing = startProbing(target, {
    where,
    identity,
    http,
    otherWay,
    heartbeats: ownHeartbeats,
    mail: mail.tools,
    hashes: settings.hashes,
    peers: openPeerTools(toPeers, toStored),
    opinions: openOpinions(settings, where, { http, now, self }),
    settings,
    mark: marks.probes,
    now,
    log,
  })
  const mailCheckIns = startMailCheckIns(target, { accounts: mail.accounts, mail: mail.tools, now, log })
  const sensors = startSensors(target, {
    channels: alerting.channels,
    connect: openBrokers(otherWay),
    heartbeats: ownHeartbeats,
    page: alerting.page,
    version,
    now,
    log,
  })
  const keeping = startKeeping(target, {
    where,
    now,
    log,
    onRenewed: () => void sweeping.provide(),
    onChanged: () => {
      alerting.onChange()
      mailCheckIns.onChange()
      sensors.onChange()
    },
  })
  warnOfZone(where.zone, log)
  log.info('waiting for heartbeats')
  await removeLeftovers(where.home, now()).catch(error =>
    log.warn(error, 'the state folder cannot be tidied'),
  )

  const iniWatch = watchIni(
    () => {
      missed.onSettings()
      gating.onSettings()
      probing.onSettings()
      group.onSettings()
      mailCheckIns.onChange()
      sensors.onChange()
      marks.onSettings()
      alerting.onChange()
      void sweeping.provide()
    },
    why => restart(why),
  )
  const zoneWatch = followZone(where.zone)
  const { restart } = endOnSignal(log, async () => {
    iniWatch.close()
    zoneWatch.close()
    missed.close()
    group.close()
    // At once, all of them: a heartbeat taken while the others end could be cut by the limit, and be sent again.
    await Promise.all([
      worker.close(),
      sweeping.close(),
      alerting.close(),
      probing.close(),
      mailCheckIns.close(),
      gating.close(),
      keeping.close(),
      sensors.close(),
    ])
    mail.close()
    marks.close()
  })
  reportReady(() => worker.ping())
})
