/**
 * The whole appliance in one program, for a laptop or a first try: private Redis, web app, worker, and a tick every five
 * minutes.
 */
import { chmodSync, constants, copyFileSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Log } from '../domain/log'
import { END_MS } from '../domain/time/limits'
import { everyFiveMinutes } from '../io/appliance/five-minutes'
import { createLog } from '../io/appliance/log'
import { withLock } from '../io/files/lock-file'
import { watchFile } from '../io/files/watch-file'
import { createSetPassword } from '../operations/access/set-password'
import { openAccess } from '../wire/access'
import { startLock } from '../wire/heartbeat'
import type { Places } from '../wire/places'
import { openSettings } from '../wire/settings'
import { assetFolder, places, takeFirstPassword } from './shared/environment'
import { setFirstPassword } from './shared/first-password'
import { followZone } from './shared/follow-zone'
import { endOnSignal, run, terminal } from './shared/lifetime'
import { refuseSharedState } from './shared/own-state'
import { followZmq } from './start/follow-zmq'
import { watchNpm } from './start/npm-watch'
import { namesRedis, openPrivateRedis } from './start/private-redis'
import { startProgram } from './start/start-program'
import { supervise } from './start/supervise'
import { openTicks } from './start/ticks'

/** A tick waits so long for the parts that it needs. */
const PATIENCE_MS = 10_000

/** A start before this one may be ending: one that was killed holds its lock until its memory is given back. */
const ENDING_MS = 2_000

run(async () => {
  const where = places()
  // For `prestart`: a server on this machine is needed only where the INI names no other one.
  if (process.argv[2] === '--names-redis') process.exit((await namesRedis(where)) ? 0 : 1)
  const firstPassword = takeFirstPassword()
  const log = createLog('start', terminal())
  makeState(where, log)
  refuseSharedState(where, log)
  let beginEnd = () => {}
  const endBegun = new Promise<void>(resolve => {
    beginEnd = resolve
  })
  const life = withLock(startLock(where.home), ENDING_MS, async () => {
    await setPassword(where, firstPassword, log)
    await runParts(where, log, endBegun)
  })
  const { stop } = endOnSignal(
    log,
    async () => {
      beginEnd()
      await life
    },
    END_MS.start,
  )
  watchNpm(process.env, () => stop('ending, since the npm that runs this is gone'))
  const locked = await life
  if ('heldBy' in locked)
    throw new Error(`${where.home} is in use: process ${locked.heldBy} runs the appliance there already`)
})

/** Starts every part, keeps them running until the end begins, and ends them in order. */
async function runParts(where: Places, log: Log, endBegun: Promise<void>): Promise<void> {
  const redis = openPrivateRedis(where, process.env.PATH ?? '', log)
  await soon((await redis.follow())?.works())
  const watch = watchFile(where.ini, () => {
    redis.follow().catch(error => log.error((error as Error).message))
  })
  const web = supervise({ name: 'the web app', start: () => startProgram('web') }, log)
  const worker = supervise({ name: 'the worker', start: () => startProgram('worker') }, log)
  const zmq = followZmq(where, log)
  const ticks = openTicks(join(__dirname, 'tick.js'), createLog('tick', terminal()))
  // A web app that is being started again would cost the heartbeat of the slot.
  const timer = everyFiveMinutes(() => void soon(web.works()).then(() => ticks.run()))
  void soon(Promise.all([web.works(), worker.works()])).then(() => ticks.run('--start'))

  const zone = followZone(where.zone)

  await endBegun
  zone.close()
  timer.stop()
  watch.close()
  await Promise.all([ticks.stop(), web.stop(), worker.stop(), zmq.stop()])
  await redis.stop()
}

/** Sets the first password here, since the environment of the web app would show it to whoever reads /proc. */
async function setPassword(where: Places, password: string, log: Log): Promise<void> {
  if (password === '') return
  const settings = openSettings(where)
  const access = await openAccess(where, Date.now, log)
  const setPassword = createSetPassword({ settings, ...access })
  await setFirstPassword({ settings, setPassword, ...access }, password, log)
}

/** Waits for the work, but not for long. */
async function soon(work: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([work, setTimeout(PATIENCE_MS, undefined, { ref: false })])
}

/** A fresh state folder gets an INI to fill in; an existing one is never touched. */
function makeState({ home, ini }: Places, log: Log): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o750 })
    copyFileSync(join(assetFolder(), 'intvlm8r.example.ini'), ini, constants.COPYFILE_EXCL)
    makePrivate(ini, log)
    log.info(`made ${ini}: fill in a frequency and a URL, there or on the page`)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    throw new Error(
      `${home} cannot be used: ${message}. Name a folder that you may write to: INTVLM8R_HOME=FOLDER`,
    )
  }
}

/** The INI holds secrets. A disk such as FAT has no modes, and may refuse to set one. */
function makePrivate(ini: string, log: Log): void {
  try {
    chmodSync(ini, 0o600)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
  }
  if (statSync(ini).mode & 0o077)
    log.warn(`others on this machine can read ${ini}: its disk has no modes to keep them out`)
}
