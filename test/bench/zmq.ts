/** The cost of check-ins by 0MQ: the memory and CPU of its program, and how many messages a second it writes down. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { FIRST_PREFIX } from '../../src/domain/appliance/identity'
import { planOf } from '../../src/domain/watch/check-plan'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { freePort } from '../support/port'
import { checkInLoads, checkInRate } from './check-ins'
import type { Installed, Package } from './installed'
import { cpuTimeIn, pss } from './proc'
import { shown } from './report'
import type { Bench } from './setting'
import { median } from './statistics'
import { openWatch, type Watch } from './watch'

const CHECKS = 100
const MESSAGES = 20_000
const PATIENCE_MS = 60_000

export async function zmq(bench: Bench): Promise<void> {
  const { appliance, running, unpacked, folder, runs, note } = bench
  const watch = await openWatch(appliance)
  for (let n = 0; n < CHECKS; n++) {
    const job = `sender${n}/job`
    watch.ids.push((await watch.store.create(planOf({ name: job, job }), 'page', Date.now())).check.id)
  }
  const address = `tcp://127.0.0.1:${await freePort()}`
  const child = await startZmq(unpacked, appliance, join(folder, 'zmq'), address)
  const pids = { zmq: child.pid ?? 0 }

  await setTimeout(runs.idleMs)
  const used = await cpuTimeIn(pids, runs.restMs)
  note({
    what: '0MQ: memory of its program at rest',
    value: pss(pids.zmq),
    aim: 60,
    unit: 'MB',
    figures: 'PSS, of a Node of its own',
  })
  note({
    what: '0MQ: CPU of its program at rest, of one core',
    value: (used * 100) / runs.restMs,
    aim: 0.1,
    unit: '%',
    figures: `${shown(used)} ms in ${runs.restMs / 1000} s`,
  })

  const rates: number[] = []
  for (let round = 0; round < runs.loads; round++) rates.push(await messageRate(watch, address))
  const loads = { ids: watch.ids, first: watch.ids }
  const checkIns = checkInRate(await checkInLoads(appliance, running, loads, runs.checkInSeconds))
  note({
    what: '0MQ: messages through one PULL, each written to the disk, against check-ins over HTTP',
    value: median(rates) / checkIns,
    aim: 1,
    moreIsBetter: true,
    unit: '×',
    figures: `${shown(median(rates))}/s to ${shown(checkIns)}/s; median of ${runs.loads} times ${MESSAGES} successes of ${CHECKS} checks`,
  })
  note({
    what: '0MQ: memory of its program after that',
    value: pss(pids.zmq),
    aim: 60,
    unit: 'MB',
    figures: 'PSS, of a Node of its own',
  })
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  await watch.close()
}

/** Starts the program with the library from its own package, as its unit does, on the appliance's Redis. */
async function startZmq(
  { root }: Package,
  { home, node }: Installed,
  own: string,
  address: string,
): Promise<ChildProcess> {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  const processor = process.arch === 'x64' ? 'amd64' : process.arch
  execFileSync('dpkg-deb', ['-x', `build/intvlm8r-heartbeat-zmq_${version}_${processor}.deb`, root])
  mkdirSync(own)
  // It is a member of the watch of its own, since the bench's Redis is that of an appliance.
  const redis = `[Redis]\nurl = ${redisPlace(home).socket}\nprefix = ${FIRST_PREFIX}\njoin = on\n`
  const ini = `[Monitoring]\nheartbeatfrequency = Off\n${redis}[Zmq]\nbind = ${address}\n`
  writeFileSync(join(own, 'intvlm8r.ini'), ini, { mode: 0o600 })
  const unit = readFileSync(join(root, 'usr/lib/systemd/system/intvlm8r-zmq.service'), 'utf8')
  const [, ...args] = (/^ExecStart=(.*)$/m.exec(unit)?.[1] ?? '').split(/\s+/)
  const child = spawn(
    node,
    args.map(word => word.replace('/usr/lib', join(root, 'usr/lib'))),
    {
      env: { PATH: process.env.PATH, INTVLM8R_HOME: own, NODE_ENV: 'production', MALLOC_ARENA_MAX: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  // A stream that is destroyed would stop the program at its next line.
  await new Promise<void>((resolve, reject) => {
    let log = ''
    child.stdout.on('data', data => {
      log += data
      if (log.includes('listening')) resolve()
    })
    child.once('exit', () => reject(new Error(`the program for 0MQ has ended: ${log}`)))
  })
  return child
}

/** Messages a second, from the first one's sending until the last one is written down. */
async function messageRate(watch: Watch, address: string): Promise<number> {
  const signals = async () => {
    const all = await Promise.all(watch.ids.map(id => watch.store.get(id)))
    return all.reduce((total, found) => total + (found?.state.signals ?? 0), 0)
  }
  const before = await signals()
  const sender = spawn(process.execPath, [
    'test/bench/programs/push.mjs',
    address,
    String(MESSAGES),
    String(CHECKS),
  ])
  const began = performance.now()
  let written = 0
  while (written < MESSAGES) {
    if (performance.now() - began > PATIENCE_MS)
      throw new Error(`only ${written} of ${MESSAGES} messages were written down`)
    await setTimeout(20)
    written = (await signals()) - before
  }
  const seconds = (performance.now() - began) / 1000
  sender.kill()
  return MESSAGES / seconds
}
