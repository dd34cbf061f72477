/** The worker's probes: it looks by itself, and writes what came out. */

import { join } from 'node:path'
import type { Identity } from '../../domain/appliance/identity'
import type { Log } from '../../domain/log'
import type { MailTools } from '../../domain/mail/ports'
import type { HttpClient, OtherWay } from '../../domain/net/http-client'
import type { KindOfProbe } from '../../domain/probes/kind-of-probe'
import type { PeerTools, ReadOwnHeartbeats } from '../../domain/probes/look'
import { PROBES_AT_ONCE } from '../../domain/probes/probe'
import { PROBE_KINDS } from '../../domain/probes/probe-kinds'
import { usable } from '../../domain/settings/reading'
import type { SettingsFile } from '../../domain/settings/settings-file'
import type { Clock } from '../../domain/time/clock'
import { CLAIM_MS, END_MS, LOOK_FLUSH_MS } from '../../domain/time/limits'
import { localDayOf } from '../../domain/time/local-days'
import { createOutsideLooks } from '../../io/probes/outside-looks'
import type { RedisTarget } from '../../io/redis/client'
import { startAlarmClock } from '../../io/watch/alarm-clock'
import { writeRobopagerHash } from '../../io/watch/robopager-hashes'
import { createNoteResults } from '../../operations/probes/note-results'
import { createRunProbes } from '../../operations/probes/run-probes'
import { createSecondOpinion } from '../../operations/probes/second-opinion'
import { createWatchOwnNetwork } from '../../operations/probes/watch-own-network'
import { leadsHere } from '../../wire/net'
import type { openOpinions } from '../../wire/peers'
import type { Places } from '../../wire/places'
import { openLook, openLooks, openSight } from '../../wire/probes'
import { assetFolder, jobPlace } from '../shared/environment'

/** Node's options for the program that looks at mail: few threads, as the worker's unit has room for 32 of all its programs. */
const MAIL_OPTIONS = [
  '--max-old-space-size=64',
  '--max-semi-space-size=1',
  '--optimize-for-size',
  '--v8-pool-size=0',
] as const
/** Plans that change at the same time are read once. */
const SETTLE_MS = 200

interface ProbeNeeds {
  readonly where: Places
  readonly identity: Identity
  readonly http: HttpClient
  readonly otherWay: OtherWay
  readonly heartbeats: ReadOwnHeartbeats
  readonly mail: MailTools
  /** The URL of the Redis for Robopager's hashes; empty: none are written. */
  readonly hashes: () => Promise<string>
  readonly peers: PeerTools
  readonly opinions: ReturnType<typeof openOpinions>
  readonly settings: Pick<SettingsFile, 'read'>
  /** Claims, from now on, that the probes run: as long as `works`. */
  readonly mark: (works: () => boolean) => { close(): void }
  readonly now: Clock
  readonly log: Log
}

export function startProbing(
  target: RedisTarget,
  {
    where,
    identity,
    http,
    otherWay,
    heartbeats,
    mail,
    peers,
    opinions,
    settings,
    mark,
    hashes,
    now,
    log,
  }: ProbeNeeds,
) {
  const { store, incidents } = openLooks(target, identity)
  const onError = (error: Error) => log.error(error, 'a probe has trouble')
  const ownNetwork = createWatchOwnNetwork({ sight: openSight(), leadsHere, incidents, now, onError })
  const look = openLook({ http, otherWay }, where, {
    jobs: jobPlace(),
    programs: assetFolder(),
    heartbeats,
    mail,
    peers,
  })
  const mailLooks = createOutsideLooks(join(__dirname, 'mail-look.js'), MAIL_OPTIONS)
  const lookAt: typeof look = (check, at, signal, lastSuccess) => {
    const { probe } = check
    const { ofAccount }: KindOfProbe = PROBE_KINDS[probe.kind]
    return ofAccount ? mailLooks.look(probe, at, signal) : look(check, at, signal, lastSuccess)
  }
  let atOnce: number = PROBES_AT_ONCE.usual
  /** While the INI has faults there, the number from before stands. */
  async function readRoom(): Promise<void> {
    atOnce = usable(await settings.read(), 'watch')?.probesAtOnce ?? atOnce
  }
  const probes = createRunProbes({
    store,
    look: lookAt,
    ownNetwork,
    secondOpinion: createSecondOpinion({
      ...opinions,
      isDecisive: store.isDecisive,
      steady: () => performance.now(),
      onError,
    }),
    atOnce: () => atOnce,
    onLook: createNoteResults({ hashes, write: writeRobopagerHash, log }),
    now,
    onError,
  })
  const clock = startAlarmClock(async () => probes.turn(), { now, onError })
  const marked = mark(() => clock.ringingFor() < CLAIM_MS.sweep)
  let settling: NodeJS.Timeout | undefined

  async function read(): Promise<void> {
    await readRoom()
    probes.watch(await store.probed(now()))
    clock.wake()
  }
  const readSoon = () => {
    clearTimeout(settling)
    settling = setTimeout(() => void read().catch(onError), SETTLE_MS)
  }
  const flush = (sparesPeers = false) => store.flush(sparesPeers).catch(onError)
  let flushedDay = localDayOf(now())
  // Two watches at rest write nothing for each other but once a day.
  const flushing = setInterval(() => {
    const today = localDayOf(now())
    void flush(today === flushedDay)
    flushedDay = today
  }, LOOK_FLUSH_MS)
  store.onPlans(readSoon).catch(onError)

  return {
    onSettings: () => void readRoom().catch(onError),
    close: async () => {
      marked.close()
      clearTimeout(settling)
      clearInterval(flushing)
      const ended = clock
        .close()
        .then(() => probes.end())
        .then(mailLooks.close)
        .then(() => flush())
      await Promise.race([ended, new Promise(resolve => setTimeout(resolve, END_MS.sweep))])
      await store.close()
    },
  }
}
