/** The cost of 1,000, 10,000 and 100,000 checks, in an appliance of their own on the heaps that ship. */
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectWorker, type Redis } from '../../src/io/redis/client'
import { redisPlace } from '../../src/io/redis/private-server/place'
import { openListMending } from '../../src/io/watch/mend-lists'
import { checkInLoads, noteCheckIns } from './check-ins'
import { type Installed, installIn, type Running } from './installed'
import { logIn } from './page'
import { field } from './proc'
import { shown } from './report'
import { apiKey, checkInsDuring, get, startHook, timed, timeToTell } from './scale'
import { idOf, seedChecks } from './seed'
import type { Bench } from './setting'

const SIZES = [1_000, 10_000, 100_000] as const
const CHANNEL = 'messages'
/** Checks that fall silent at once. */
const SILENT = 10_000
/** Checks whose first check-in is measured. */
const FIRST = 5_000

interface Scaled {
  readonly appliance: Installed
  readonly running: Running
  readonly redis: Redis
  readonly cookie: string
  readonly key: string
}

export async function scale({ folder, unpacked, runs, note }: Bench): Promise<void> {
  const own = join(folder, 'scale')
  mkdirSync(own)
  const appliance = await installIn(own, unpacked)
  const hook = await startHook()
  appendFileSync(
    join(appliance.home, 'intvlm8r.ini'),
    `\n[channel.${CHANNEL}]\nkind = ntfy\ntopic = a-topic-of-the-bench\nurl = ${hook.url}\n`,
  )
  const running = await appliance.start()
  const redis = connectWorker({ path: redisPlace(appliance.home).socket })
  try {
    const scaled = { appliance, running, redis, cookie: await logIn(appliance), key: await apiKey(appliance) }
    let made = 0
    for (const count of SIZES) {
      await fill(redis, made, count)
      await noteSize(scaled, { made, count }, runs, note)
      made = count
    }
    const told = await timeToTell(redis, SILENT, hook)
    note({
      what: `${SILENT} of ${made} checks fall silent at once: until all of them have been told`,
      value: told.ms / 1000,
      aim: 5,
      unit: 's',
      figures: `${told.messages} messages of a channel that takes messages`,
    })
    noteMemory(running, 'after all of that, at most', note)
  } finally {
    redis.disconnect()
    await running.stop()
    hook.close()
  }
}

async function fill(redis: Redis, from: number, to: number): Promise<void> {
  await redis.config('SET', 'appendfsync', 'no')
  await seedChecks(redis, from, to, { channels: [CHANNEL] })
  await openListMending(redis).mend()
  await redis.config('SET', 'appendfsync', 'always')
}

async function noteSize(
  { appliance, running, cookie, key }: Scaled,
  { made, count }: { readonly made: number; readonly count: number },
  runs: Bench['runs'],
  note: Bench['note'],
): Promise<void> {
  const { port } = appliance
  const ids = Array.from({ length: count }, (_, index) => idOf(index))
  const loads = { ids, first: ids.slice(made, made + FIRST) }
  const among = `${count} checks: `
  noteCheckIns(
    await checkInLoads(appliance, running, loads, runs.checkInSeconds),
    `${among}check-ins: `,
    note,
  )
  const page = await timed(port, '/checks', { cookie })
  note({ what: `${among}the page /checks`, value: page, aim: 300, unit: 'ms', figures: 'median of 5' })
  const deep = await timed(port, `/checks?status=up&page=${Math.ceil(count / 80)}`, { cookie })
  note({
    what: `${among}a page in the middle of the list`,
    value: deep,
    aim: 300,
    unit: 'ms',
    figures: 'median of 5',
  })
  const api = await timed(port, '/api/checks?limit=100', { 'x-api-key': key })
  note({
    what: `${among}a hundred checks by the API`,
    value: api,
    aim: 300,
    unit: 'ms',
    figures: 'median of 5',
  })
  for (const [what, path] of [
    ['a scrape of /metrics', '/metrics'],
    ['all of /api/checks', '/api/checks'],
  ] as const) {
    const during = await checkInsDuring(port, ids, () => get(port, path, { 'x-api-key': key }))
    note({
      what: `${among}${what}`,
      value: during.work / 1000,
      unit: 's',
      figures: `${shown(during.bytes / 1e6)} MB`,
    })
    note({
      what: `${among}${what}: p99 of the check-ins meanwhile`,
      value: during.p99,
      aim: 50,
      unit: 'ms',
      figures: `of ${during.count}`,
    })
  }
  noteMemory(running, `${count} checks`, note)
}

/** The greatest that each process has been so far, as its unit counts it. */
function noteMemory({ pids }: Running, what: string, note: Bench['note']): void {
  for (const [name, most] of [
    ['web', 176],
    ['worker', 144],
    ['redis', undefined],
  ] as const) {
    const status = readFileSync(`/proc/${pids[name]}/status`, 'utf8')
    note({
      what: `${what}: memory of ${name}`,
      value: field(status, 'VmHWM') / 1024,
      ...(most !== undefined && { aim: most }),
      unit: 'MiB',
      figures: `at most so far; now ${shown(field(status, 'VmRSS') / 1024)}`,
    })
  }
}
