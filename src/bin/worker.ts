/** The worker alone. */
import { isDeepStrictEqual } from 'node:util'
import { retryDelay } from '../domain/heartbeat'
import { type Reading, readingProblem } from '../domain/settings'
import { removeLeftovers } from '../io/atomic-file'
import { createLog } from '../io/log'
import { watchFile } from '../io/watch-file'
import { createSendHeartbeat } from '../operations/send-heartbeat'
import { defaults, openHttpClient, openSettings, openWorker, redisTarget, usable } from '../wire'
import { startAlerting } from './alerting'
import { places, version } from './environment'
import { reportReady, run, terminal, untilToldToEnd } from './program'
import { startSweeping } from './sweeping'

run(async () => {
  const where = places()
  const log = createLog('worker', terminal())
  const now = Date.now
  const settings = openSettings(where)

  async function readIni(): Promise<Reading> {
    const reading = await settings.read()
    const problem = readingProblem(reading)
    if (problem !== undefined) log.error(`no heartbeats until this is mended: ${problem}`)
    return reading
  }

  /** What cannot be changed while it runs. */
  const fixed = (reading: Reading) => usable(reading, 'redis') ?? defaults().redis

  const inUse = fixed(await readIni())
  const http = openHttpClient(version, now)
  const send = createSendHeartbeat({ now, settings, http, retryDelay: () => retryDelay(Math.random()) })
  const target = redisTarget(inUse, where.home)
  const worker = openWorker(target, send, where, now, log)
  const sweeping = startSweeping(target, { where, settings, now, log })
  const alerting = startAlerting(target, { where, settings, http, now, log })
  log.info('waiting for heartbeats')
  await removeLeftovers(where.home, now()).catch(error =>
    log.warn(error, 'the state folder cannot be tidied'),
  )

  const watch = watchFile(where.ini, async () => {
    sweeping.provide()
    const reading = await readIni()
    // One that lost its lower half must not lead to another server.
    const isChanged = reading.kind === 'ok' && !isDeepStrictEqual(fixed(reading), inUse)
    if (isChanged) restart('starting again, since the INI was changed')
  })
  const { restart } = untilToldToEnd(log, async () => {
    watch.close()
    await sweeping.close()
    await alerting.close()
    await worker.close()
  })
  reportReady(() => worker.ping())
})
