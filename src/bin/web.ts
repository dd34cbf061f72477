/** The program of the web app. */
import type { Log } from '../domain/log'
import type { Reading } from '../domain/settings/reading'
import { usable } from '../domain/settings/reading'
import { openSharedIncidents } from '../io/alerts/shared-incidents'
import { createLog } from '../io/appliance/log'
import { mostOpenFiles } from '../io/appliance/open-files'
import { isCommon } from '../io/redis/client'
import { createSetPassword } from '../operations/access/set-password'
import { createRemoveChannel } from '../operations/alerts/remove-channel'
import { createTestChannel } from '../operations/alerts/test-channel'
import { createTryAccount } from '../operations/mail/try-account'
import { createSwitchTlsOn } from '../operations/net/switch-tls-on'
import { createLookNow } from '../operations/probes/look-within'
import { createRecordSignal } from '../operations/watch/record-signal'
import { createApp } from '../web/app'
import { connectionBounds } from '../web/net/connection-limit'
import { listen } from '../web/net/listen'
import { type CheckerDoor, openCheckerDoor } from '../web/peers/checker-door'
import { openAccess } from '../wire/access'
import { openChannels } from '../wire/alerts'
import { openCopyTrouble, openSystem } from '../wire/appliance'
import { logStatesOnce, openRedisAuthorities, redisTarget } from '../wire/connections'
import { openOwnHeartbeats, openQueue, openRecords, tickSecretIn } from '../wire/heartbeat'
import { openMail } from '../wire/mail'
import { leadsHere, openOutward, openPageCertificate, openSelfSigned, openTls } from '../wire/net'
import { openClaimId, openOwnHeart, openPeers, openPeerTools, peerSelf } from '../wire/peers'
import { openLookForPeers, openPageLook, openSight } from '../wire/probes'
import { defaults, openFileFaults, openSettings } from '../wire/settings'
import { openChecks } from '../wire/watch'
import {
  assetFolder,
  places,
  proxyVariables,
  running,
  takeFirstPassword,
  version,
} from './shared/environment'
import { offerSetup, setFirstPassword } from './shared/first-password'
import { followZone } from './shared/follow-zone'
import { openIniWatch } from './shared/ini-watch'
import { catalogueOf, withLanguage } from './shared/language'
import { endOnSignal, reportReady, run, terminal } from './shared/lifetime'
import { ownIdentity, refuseSharedState } from './shared/own-state'
import { pageAddress } from './shared/page-address'
import { answerMembers } from './web/answer-members'
import { keepCertificate } from './web/keep-certificate'
import { peerPorts } from './web/peer-ports'

run(async () => {
  const where = places()
  const firstPassword = takeFirstPassword()
  const log = logStatesOnce(createLog('web', terminal()), () => performance.now())
  refuseSharedState(where, log)
  const identity = await ownIdentity(where, log)
  const settings = withLanguage(openSettings(where))

  /** The settings that cannot change while it runs; defaults for faulty ones, since the page has to be shown all the same. */
  const fixed = (reading: Reading) => ({
    // Another language needs no restart.
    web: { ...(usable(reading, 'web') ?? defaults().web), language: defaults().web.language },
    redis: usable(reading, 'redis') ?? defaults().redis,
    checker: usable(reading, 'checker') ?? defaults().checker,
  })

  const { inUse, watch: watchIni } = await openIniWatch(fixed, { where, settings, log })
  const { host, port } = inUse.web
  const now = Date.now
  const target = redisTarget(inUse.redis, where.home, identity, openRedisAuthorities(settings, where))
  const queue = openQueue(target, now, log)
  const records = openRecords(where)
  const watch = openChecks(target, log, settings)
  const { notifiers, connection, ...alerts } = openChannels(target, settings, where, log)
  const outward = openOutward({ version, now, settings, where, variables: proxyVariables() })
  const mail = openMail(() => connection, { settings, where, ...outward, now })
  const removeChannel = createRemoveChannel({
    now,
    channelStore: alerts.channelStore,
    store: alerts.deliveries,
    wake: alerts.wakeAlerts,
    channels: alerts.channels,
  })
  const testChannel = createTestChannel({
    now,
    notifiers,
    ...outward,
    smtpOf: mail.smtpOf,
    push: alerts.channelStore,
    store: alerts.deliveries,
    wake: alerts.wakeAlerts,
    channels: alerts.channels,
    page: async () => pageAddress(fixed(await settings.read()).web),
    log,
    onError: error => log.error(error, 'a channel could not be tested'),
  })
  const access = await openAccess(where, now, log)
  const setPassword = createSetPassword({ settings, ...access })
  const tickSecret = tickSecretIn(where)
  try {
    tickSecret.renew()
  } catch (error) {
    log.error(error, 'no heartbeat can be requested: the secret of the tick cannot be made')
  }
  const selfSigned = openSelfSigned(where.home)
  const keeping = await keepCertificate(inUse.web, selfSigned, now, log)
  const certificate = openTls(inUse.web, where, now, log)
  await certificate?.current() // Reports an unusable certificate now, not at the first visit.
  const heartbeats = openOwnHeartbeats({ settings, ...records, history: queue.history }, now)
  const self = peerSelf(identity, running)
  const heart = openOwnHeart(settings, records.result.read, now, connection)
  const own = { heartbeats, mail: mail.tools, peers: openPeerTools({ http: outward.http, now, self }) }
  const {
    edits,
    close: closeGroup,
    ...group
  } = answerMembers(target, {
    ...{ where, settings, ...watch, channels: alerts.channels, self, http: outward.http, now, log },
  })
  const peers = peerPorts(openPeers(connection, settings, where, now), {
    self,
    channels: alerts.channels,
    store: alerts.deliveries,
    incidents: openSharedIncidents(connection, settings.hashes, isCommon(target)),
    queue,
    heartbeats,
    look: openLookForPeers(outward, where, own),
    heart,
    claimId: openClaimId(() => connection, settings, where, self),
    group,
    now,
    onError: error => log.error(error, 'a look for a peer has trouble'),
  })
  let forCheckers: CheckerDoor | undefined
  const app = createApp({
    closedDoor: () => forCheckers?.trouble,
    now,
    log,
    settings,
    queue,
    ...watch,
    checks: { ...watch.checks, ...edits },
    ...alerts,
    channelStore: { ...alerts.channelStore, remove: removeChannel },
    recordSignal: createRecordSignal({ ...watch, ...alerts }),
    testChannel,
    mail: {
      accounts: mail.accounts,
      accountStore: mail.store(),
      tryAccount: createTryAccount(mail.tools),
    },
    lookNow: createLookNow({
      look: openPageLook(outward, where, own),
      sight: openSight(),
      now,
      onError: error => log.error(error, 'a probe has trouble'),
    }),
    ...records,
    tickSecret,
    system: openSystem(where),
    copyTrouble: openCopyTrouble(where).read,
    fileFaults: openFileFaults(settings, where),
    peers,
    ...access,
    setPassword,
    catalogueOf,
    tls: async () => (certificate === undefined ? 'off' : (await certificate.current()) ? 'on' : 'broken'),
    certificate: openPageCertificate(inUse.web, where, {
      selfSigned: keeping.state,
      own: selfSigned,
      switchOn: createSwitchTlsOn({ settings, selfSigned }),
    }),
    leadsHere,
    assets: assetFolder(),
    version,
  })
  await setFirstPassword({ settings, setPassword, ...access }, firstPassword, log)
  const server = await listen(app, host, port, certificate, mostOpenFiles())
  if (inUse.checker.port !== 0) forCheckers = await openCheckerDoor({ peers, log, now }, inUse.checker.port)
  // Not awaited: it takes effect as soon as Redis is there.
  watch.checks
    .listen(`${identity.id}:${port}`)
    .catch(error => log.error(error, 'the watch cannot note that it listens'))
  log.info(`the page is at ${pageAddress(inUse.web)} (listening on ${host} port ${port})`)
  warnOfFewFiles(mostOpenFiles(), log)
  const draw = terminal() ? console.log : undefined
  await offerSetup({ settings, ...access }, log, draw)

  const iniWatch = watchIni(
    () => offerSetup({ settings, ...access }, log, draw),
    why => restart(why),
  )
  const zoneWatch = followZone(where.zone)
  const { restart } = endOnSignal(log, async () => {
    iniWatch.close()
    keeping.close()
    zoneWatch.close()
    await forCheckers?.close()
    await server.close()
    await queue.close()
    await watch.checks.close()
    closeGroup()
    alerts.closeChannels()
  })
  // A timer calls this, and that alone shows that the event loop turns.
  reportReady(async () => {})
})

/** The kernel's own limit is no reason for a line, nor one that keeps all the connections. */
function warnOfFewFiles(most: number, log: Log): void {
  const { others, own } = connectionBounds(most)
  if (others.inAll === connectionBounds(Number.POSITIVE_INFINITY).others.inAll) return
  log.warn(
    `only ${most} files and connections may be open at once (LimitNOFILE= or ulimit -n): others get ${others.inAll} connections, this machine ${own.inAll}`,
  )
}
