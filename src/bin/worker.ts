/** The worker alone. */
import { isDeepStrictEqual } from 'node:util'
import { readingProblem } from '../domain/settings'
import { createLog } from '../io/log'
import { watchFile } from '../io/watch-file'
import { createSendHeartbeat } from '../operations/send-heartbeat'
import { defaults, openHttpClient, openSettings, openWorker, redisTarget, usable } from '../wire'
import { startAlerting } from './alerting'
import { places, version } from './environment'
import { reportReady, run, terminal, untilToldToEnd } from './program'
import { startSweeping } from './sweeping'

/** Between the attempt and its retry: five seconds, and up to half as many again, so that a fleet spreads out. */
const RETRY_MS = 5_000

run(async () => {
  const where = places()
  const log = createLog('worker', terminal())
  const now = Date.now
  const settings = openSettings(where)

  async function fixed() {
    const reading = await settings.read()
    const problem = readingProblem(reading)
    if (problem !== undefined) log.error(`no heartbeats until this is mended: ${problem}`)
    return usable(reading, 'redis') ?? defaults().redis
  }

  const inUse = await fixed()
  const http = openHttpClient(version, now)
  const retryDelay = () => RETRY_MS * (1 + Math.random() / 2)
  const send = createSendHeartbeat({ now, settings, http, retryDelay })
  const target = redisTarget(inUse, where.home)
  const worker = openWorker(target, send, where, now, log)
  const sweeping = startSweeping(target, { where, settings, now, log })
  const alerting = startAlerting(target, { where, settings, http, now, log })
  log.info('waiting for heartbeats')

  const watch = watchFile(where.ini, async () => {
    sweeping.provide()
    if (!isDeepStrictEqual(await fixed(), inUse)) restart('starting again, since the INI was changed')
  })
  const { restart } = untilToldToEnd(log, async () => {
    watch.close()
    await sweeping.close()
    await alerting.close()
    await worker.close()
  })
  reportReady(() => worker.ping())
})
