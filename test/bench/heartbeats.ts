/** Due ticks with a receiver at the end: their time to the receiver, and their writes to the disk. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { jobOfSlot } from '../../src/domain/heartbeat/heartbeat'
import { slotOf } from '../../src/domain/time/slot'
import { openHeartbeatQueue } from '../../src/io/heartbeat/queue'
import { connectProducer, type Redis } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import type { Installed, Running } from './installed'
import { bytesWritten, field } from './proc'
import { median, sum } from './statistics'

/** Redis syncs its file a second after a write; only then are all pages counted. */
const SETTLED_MS = 2_500
const HISTORY = 60
/** Nothing should take as long as this. */
const PATIENCE_MS = 60_000

export interface Receiver {
  readonly url: string
  /** `performance.now()` when the next request's first bytes are there. */
  nextRequest(): Promise<number>
  close(): void
}

export async function startReceiver(): Promise<Receiver> {
  let arrived = (_at: number) => {}
  const server = createServer(socket =>
    socket
      .on('error', () => undefined)
      .once('data', () => {
        arrived(performance.now())
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK')
      }),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/0123456789`,
    nextRequest: () =>
      new Promise((resolve, reject) => {
        arrived = resolve
        const giveUp = () => reject(new Error('a heartbeat did not reach the receiver'))
        setTimeout(PATIENCE_MS, undefined, { ref: false }).then(giveUp)
      }),
    close: () => server.close(),
  }
}

/** Opens a connection to the appliance's Redis for `use` alone: at rest there is none. */
export async function withRedis({ home }: Installed, use: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = connectProducer({ path: redisPlace(home).socket })
  await once(redis, 'ready')
  await use(redis)
  redis.disconnect()
}

/** Delivers heartbeats of past slots, so that the page shows as much as after some hours. */
export async function fillHistory(redis: Redis, receiver: Receiver): Promise<void> {
  const queue = openHeartbeatQueue(redis, Date.now)
  for (let ago = HISTORY; ago > 0; ago--) {
    const request = receiver.nextRequest()
    await queue.addForSlot({ slot: slotOf(Date.now()) - ago, occasion: 'due', notAfter: Date.now() + 60_000 })
    await request
  }
}

/** Removes the present slot's heartbeat once it has ended, so that the slot can have another. */
async function forgetHeartbeat(redis: Redis): Promise<void> {
  const queue = '{intvlm8r}:heartbeat'
  for (;;) {
    const [waiting, active, delayed] = await Promise.all([
      redis.llen(`${queue}:wait`),
      redis.llen(`${queue}:active`),
      redis.zcard(`${queue}:delayed`),
    ])
    if (waiting + active + delayed === 0) break
    await setTimeout(50)
  }
  const job = jobOfSlot(slotOf(Date.now()))
  await redis.multi().del(`${queue}:${job}`).zrem(`${queue}:completed`, job).exec()
}

/** Milliseconds from the start of a tick to the receiver's socket, less those of `node -e 0`: median of `runs`. */
export async function wayToReceiver(
  { node, tick, tickEnv }: Installed,
  redis: Redis,
  receiver: Receiver,
  runs: number,
): Promise<{ way: number; bare: number }> {
  const ways: number[] = []
  const bares: number[] = []
  for (let run = 0; run < runs; run++) {
    await forgetHeartbeat(redis)
    await setTimeout(300)
    const request = receiver.nextRequest()
    const started = performance.now()
    const [program, ...args] = tick
    const child = spawn(program, args, { env: tickEnv, stdio: 'ignore' })
    const ended = once(child, 'exit')
    ways.push((await request) - started)
    await ended
    await setTimeout(300)
    const bareStarted = performance.now()
    await once(spawn(node, ['-e', '0'], { env: tickEnv, stdio: 'ignore' }), 'exit')
    bares.push(performance.now() - bareStarted)
  }
  return { way: median(ways), bare: median(bares) }
}

/**
 * The writes of a heartbeat, medians in bytes: `bytes` that the programs write (the growth of Redis' file, and the replaced
 * files), and `pages` that the kernel writes for them, those of the file system included.
 */
export async function writtenByHeartbeat(
  appliance: Installed,
  running: Running,
  redis: Redis,
  receiver: Receiver,
  runs: number,
): Promise<{ bytes: number; pages: number }> {
  const bytes: number[] = []
  const pages: number[] = []
  for (let run = 0; run < runs; run++) {
    await forgetHeartbeat(redis)
    await setTimeout(SETTLED_MS)
    const since = Date.now()
    const before = { pages: writtenBy(running), aof: await fileSize(redis) }
    const request = receiver.nextRequest()
    const byTick = writtenByTick(appliance)
    await request
    await setTimeout(SETTLED_MS)
    pages.push(writtenBy(running) - before.pages + byTick)
    bytes.push((await fileSize(redis)) - before.aof + sum(replacedSince(appliance, since)))
  }
  return { bytes: median(bytes), pages: median(pages) }
}

/** The sizes of the state folder's own files that are newer. */
function replacedSince({ home }: Installed, since: number): number[] {
  return readdirSync(home)
    .map(name => statSync(join(home, name)))
    .filter(file => file.isFile() && file.ctimeMs >= since)
    .map(({ size }) => size)
}

/** Bytes that all processes make the kernel write over some ticks with nothing to do. */
export async function writtenByIdleTicks(
  appliance: Installed,
  running: Running,
  ticks: number,
): Promise<number> {
  await setTimeout(SETTLED_MS)
  const before = writtenBy(running)
  const byTicks = Array.from({ length: ticks }, () => writtenByTick(appliance))
  await setTimeout(SETTLED_MS)
  return writtenBy(running) - before + sum(byTicks)
}

function writtenBy({ pids }: Running): number {
  return sum(Object.values(pids).map(bytesWritten))
}

function writtenByTick({ tick: [node, ...args], tickEnv }: Installed): number {
  const preload = ['--require', resolve(join('test/bench/programs', 'io-at-exit.cjs'))]
  const { stderr } = spawnSync(node, [...preload, ...args], { env: tickEnv, encoding: 'utf8' })
  return field(stderr, 'write_bytes')
}

async function fileSize(redis: Redis): Promise<number> {
  return field(await redis.info('persistence'), 'aof_current_size')
}
