/** All of it in one go, for a laptop or a first try: private Redis, web app, worker, and a tick every five minutes. */
import { fork } from 'node:child_process'
import { chmodSync, constants, copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'
import type { Log } from '../domain/log'
import { everyFiveMinutes } from '../io/appliance/five-minutes'
import { createLog } from '../io/appliance/log'
import { withLock } from '../io/files/lock-file'
import { watchFile } from '../io/files/watch-file'
import type { Places } from '../wire/places'
import { assetFolder, places } from './shared/environment'
import { run, terminal, untilToldToEnd } from './shared/lifetime'
import { openPrivateRedis } from './start/private-redis'
import { type Launched, supervise } from './start/supervise'

/** The parts have their own time to end in; Redis ends after them. */
const PARTS_END_MS = 45_000

/** How long the first tick waits for the parts that it needs. */
const PATIENCE_MS = 10_000

run(async () => {
  const where = places()
  const log = createLog('start', terminal())
  makeState(where, log)
  let tellToEnd = () => {}
  const told = new Promise<void>(resolve => {
    tellToEnd = resolve
  })
  const life = withLock(join(where.home, 'start.lock'), 0, () => live(where, log, told))
  untilToldToEnd(
    log,
    async () => {
      tellToEnd()
      await life
    },
    PARTS_END_MS,
  )
  const locked = await life
  if ('heldBy' in locked)
    throw new Error(`${where.home} is in use: process ${locked.heldBy} runs the appliance there already`)
})

/** Starts every part, keeps them running until told to end, and ends them in order. */
async function live(where: Places, log: Log, told: Promise<void>): Promise<void> {
  const redis = openPrivateRedis(where, process.env.PATH ?? '', log)
  await soon((await redis.follow())?.started)
  const watch = watchFile(where.ini, () => {
    redis.follow().catch(error => log.error((error as Error).message))
  })
  const web = supervise({ name: 'the web app', start: () => startProgram('web') }, log)
  const worker = supervise({ name: 'the worker', start: () => startProgram('worker') }, log)
  const tickLog = createLog('tick', terminal())
  const ticks = everyFiveMinutes(() => tick(tickLog))
  void soon(Promise.all([web.started, worker.started])).then(() => tick(tickLog, '--boot'))

  await told
  ticks.stop()
  watch.close()
  await Promise.all([web.stop(), worker.stop()])
  await redis.stop()
}

/** As in the systemd units. */
const HEAPS = {
  web: ['--max-old-space-size=64', '--max-semi-space-size=4', '--single-threaded-gc'],
  worker: ['--max-old-space-size=64', '--max-semi-space-size=1', '--optimize-for-size'],
} as const

/** Starts a program of ours; it says itself when it is ready. */
async function startProgram(name: 'web' | 'worker'): Promise<Launched> {
  // A process group of its own: Ctrl-C is for us, and we end the parts in order. Should we be killed, they see it.
  const child = fork(join(__dirname, `${name}.js`), {
    detached: true,
    execArgv: [...process.execArgv, ...HEAPS[name]],
    env: { ...process.env, MALLOC_ARENA_MAX: '1' },
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(signal ?? `it ended with exit code ${code}`)))
  })
  return { child, ready }
}

/** Runs one tick and logs its line. */
function tick(log: Log, ...args: string[]): void {
  const child = fork(join(__dirname, 'tick.js'), args, { silent: true })
  const lines: string[] = []
  for (const stream of [child.stdout, child.stderr])
    if (stream) createInterface({ input: stream }).on('line', line => lines.push(line))
  child.once('error', error => log.error(error, 'no tick: it could not be started'))
  child.once('close', code => {
    for (const line of lines) log[code === 0 ? 'info' : 'error'](line)
  })
}

async function soon(work: Promise<unknown> | undefined): Promise<void> {
  await Promise.race([work, setTimeout(PATIENCE_MS, undefined, { ref: false })])
}

/** A fresh state folder gets an INI to fill in; an existing one is never touched. */
function makeState({ home, ini }: Places, log: Log): void {
  try {
    mkdirSync(home, { recursive: true })
    copyFileSync(join(assetFolder(), 'intvlm8r.example.ini'), ini, constants.COPYFILE_EXCL)
    chmodSync(ini, 0o600)
    log.info(`made ${ini}: fill in a frequency and a URL, there or on the page`)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    throw new Error(
      `${home} cannot be used: ${message}. Name a folder that you may write to: INTVLM8R_HOME=FOLDER`,
    )
  }
}
