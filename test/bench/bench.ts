/**
 * `npm run bench`: measures what the Debian package installs, prints a table, and writes docs/performance.md.
 * `npm run bench -- tick page` measures these parts only, and INTVLM8R_BENCH=short takes fewer and shorter runs: for a
 * look while tuning; both leave docs/performance.md alone.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { buildSync } from 'esbuild'
import { SLOT_MS, slotOf, slotStart } from '../../src/domain/slot'
import type { Redis } from '../../src/io/redis'
import { coldStart } from './cold-start'
import { costs } from './cpu'
import {
  fillHistory,
  openRedis,
  startReceiver,
  wayToReceiver,
  writtenByHeartbeat,
  writtenByIdleTicks,
} from './heartbeats'
import { installIn, unpackPackage } from './installed'
import { bytesOnTheWire, loads, logIn } from './page'
import { jiffies, pss } from './proc'
import { isMet, machine, markdown, type Row, shown } from './report'
import { sum } from './statistics'
import {
  checkInLoads,
  firstCheckIns,
  grow,
  memoryPerCheck,
  openWatch,
  timeToAlert,
  timeToAllAlerts,
  type Watch,
} from './watch'

const PAGE = 'docs/performance.md'
const isShort = process.env.INTVLM8R_BENCH === 'short'
const RUNS = isShort
  ? {
      rounds: 6,
      ways: 7,
      heartbeats: 2,
      loads: 1,
      loadSeconds: 3,
      starts: 3,
      idleMs: 5_000,
      restMs: 20_000,
      watchRestMs: 10_000,
      alerts: 5,
    }
  : {
      rounds: 12,
      ways: 11,
      heartbeats: 3,
      loads: 3,
      loadSeconds: 4,
      starts: 5,
      idleMs: 30_000,
      restMs: 120_000,
      watchRestMs: 60_000,
      alerts: 20,
    }

// What the workplace adds to every start of Node is no cost of ours.
for (const name of ['NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS']) delete process.env[name]

const folder = resolve('build/bench')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const rows: Row[] = []

/** In the order in which they are measured: from an appliance at rest to one with ten thousand checks. */
const PARTS = { install, start, rest, tick, heartbeat, page, watch } as const
type Part = keyof typeof PARTS

const wanted = process.argv.slice(2)
const odd = wanted.find(name => !Object.hasOwn(PARTS, name))
if (odd !== undefined) {
  console.error(`There is no part "${odd}"; there are ${Object.keys(PARTS).join(', ')}.`)
  process.exit(2)
}

const unpacked = unpackPackage(folder)
const appliance = await installIn(folder, unpacked)
const receiver = await startReceiver()
const { node, port, configure } = appliance
const names = ['web', 'worker', 'redis'] as const
if (isWanted('start')) await timed('start')
const running = await appliance.start()
const { pids } = running
await configure('5', receiver.url)
await withRedis(redis => fillHistory(redis, receiver))
const cookie = await logIn(appliance)
for (const part of Object.keys(PARTS) as Part[]) if (part !== 'start' && isWanted(part)) await timed(part)
await running.stop()
receiver.close()

const measuredOn = `Measured by \`npm run bench\` on ${machine()}.`
console.log(`\n${markdown(rows)}\n\n${measuredOn}`)
if (!isShort && wanted.length === 0) writePage()
rmSync(folder, { recursive: true, force: true })

function isWanted(part: Part): boolean {
  return wanted.length === 0 || wanted.includes(part)
}

async function timed(part: Part): Promise<void> {
  const started = performance.now()
  await PARTS[part]()
  console.log(`  (${part}: ${Math.round((performance.now() - started) / 1_000)} s)`)
}

function note(row: Row): void {
  rows.push(row)
  console.log(`${isMet(row) ? '  ' : '! '}${row.what}: ${shown(row.value)} ${row.unit} (${row.figures})`)
}

async function install(): Promise<void> {
  note({
    what: 'install: the .deb',
    value: unpacked.deb / 1e6,
    aim: 8,
    unit: 'MB',
    figures: `${unpacked.deb} bytes`,
  })
  note({
    what: 'install: on the disk',
    value: unpacked.installed / 1e6,
    aim: 30,
    unit: 'MB',
    figures: `${unpacked.files} files`,
  })
}

async function start(): Promise<void> {
  note({
    what: 'cold start: `npm start` on a built tree until `/healthz` answers and Redis is reachable',
    value: (await coldStart(unpacked, appliance, RUNS.starts)) / 1000,
    aim: 1.5,
    unit: 's',
    figures: `median of ${RUNS.starts}`,
  })
}

/** After some heartbeats, a log-in and a look at the page; the bench itself holds no connection. */
async function rest(): Promise<void> {
  const wire = await bytesOnTheWire(appliance, cookie)
  await setTimeout(RUNS.idleMs)
  const used = await jiffiesIn(RUNS.restMs)
  const sizes = names.map(name => pss(pids[name]))
  const bySize = names.map((name, index) => `${name} ${shown(sizes[index] ?? Number.NaN)}`).join(', ')
  note({
    what: 'memory at rest: web, worker and private Redis',
    value: sum(sizes),
    aim: 100,
    unit: 'MB',
    figures: `PSS: ${bySize}`,
  })
  note({
    what: 'memory at rest: the larger Node process',
    value: Math.max(sizes[0] ?? Number.NaN, sizes[1] ?? Number.NaN),
    aim: 48,
    unit: 'MB',
    figures: 'PSS',
  })
  note({
    what: 'CPU at rest, of one core',
    value: (used * 1000) / RUNS.restMs,
    aim: 0.3,
    unit: '%',
    figures: `${used} jiffies of 10 ms in ${RUNS.restMs / 1000} s, what systemd is told included`,
  })
  note({
    what: 'page `/monitoring`: all bytes on the wire, empty cache',
    value: wire / 1000,
    aim: 15,
    unit: 'kB',
    figures: 'bodies of the page, its style, scripts and icon',
  })
}

/** CPU of a tick. One that is not due, so not in the first slot of an hour; then one that is. */
async function tick(): Promise<void> {
  const { tick, tickEnv } = appliance
  await configure('60', receiver.url)
  await outOfDueSlot()
  const [program, ...options] = tick
  const floor = (name: string) => [program, ...options.slice(0, -1), bundled(`floor-${name}`)] as const
  const idle = costs(
    { bare: [node, '-e', '0'], tick, empty: floor('empty'), files: floor('files'), ini: floor('ini') },
    tickEnv,
    RUNS.rounds,
  )
  note({
    what: 'a tick with nothing to do: CPU against `node -e 0`',
    value: idle.tick.cpu / idle.bare.cpu,
    aim: 1.15,
    unit: '×',
    figures: `${shown(idle.tick.cpu)} ms to ${shown(idle.bare.cpu)} ms`,
  })
  const FLOORS = {
    empty: 'an empty script',
    files: 'a script that reads the INI and writes heartbeat.log and tick.json',
    ini: 'the same with the package `ini` parsing it',
  } as const
  for (const [name, what] of Object.entries(FLOORS) as [keyof typeof FLOORS, string][])
    note({
      what: `for comparison: ${what}`,
      value: idle[name].cpu / idle.bare.cpu,
      unit: '×',
      figures: `${shown(idle[name].cpu)} ms to ${shown(idle.bare.cpu)} ms`,
    })
  note({
    what: 'disk: 12 idle ticks',
    value: await writtenByIdleTicks(appliance, running, 12),
    aim: 0,
    unit: 'bytes',
    figures: 'all processes; tmpfs not counted',
  })

  await configure('5', receiver.url)
  const get = resolve('test/bench/programs/http-get.cjs')
  const due = costs({ bare: [node, get, String(port)], tick }, tickEnv, RUNS.rounds)
  note({
    what: 'a tick that is due: CPU against a bare script with the same HTTP request',
    value: due.tick.cpu / due.bare.cpu,
    aim: 1.2,
    unit: '×',
    figures: `${shown(due.tick.cpu)} ms to ${shown(due.bare.cpu)} ms`,
  })
}

async function heartbeat(): Promise<void> {
  await withRedis(async redis => {
    const { way, bare } = await wayToReceiver(appliance, redis, receiver, RUNS.ways)
    note({
      what: "from a tick's start to the receiver's socket, less `node -e 0`",
      value: way - bare,
      aim: 25,
      unit: 'ms',
      figures: `${shown(way)} ms less ${shown(bare)} ms`,
    })
    const written = await writtenByHeartbeat(appliance, running, redis, receiver, RUNS.heartbeats)
    note({
      what: 'disk: one heartbeat, what the programs write',
      value: written.bytes / 1000,
      aim: 8,
      unit: 'kB',
      figures: `in whole pages, with the file system's own: ${shown(written.pages / 1000)} kB`,
    })
  })
}

async function page(): Promise<void> {
  const { page, hello, dressed } = await loads(appliance, cookie, RUNS.loads, RUNS.loadSeconds)
  note({
    what: 'page `/monitoring`, 16 connections: requests/s against an Express hello-world',
    value: page.rate / hello.rate,
    aim: 0.4,
    moreIsBetter: true,
    unit: '×',
    figures: `${shown(page.rate)}/s to ${shown(hello.rate)}/s; p99 ${shown(page.p99)} ms to ${shown(hello.p99)} ms`,
  })
  note({
    what: 'for comparison: a fixed text of its size behind helmet, compression and express-session',
    value: dressed.rate / hello.rate,
    unit: '×',
    figures: `${shown(dressed.rate)}/s to ${shown(hello.rate)}/s; p99 ${shown(dressed.p99)} ms`,
  })
}

/** Before Redis has grown, what a check takes in it; then more and more checks. */
async function watch(): Promise<void> {
  const watch = await openWatch(appliance)
  note({
    what: 'Redis: memory of a check with 100 kept signals',
    value: (await memoryPerCheck(watch, 300)) / 1000,
    unit: 'kB',
    figures: 'mean of 300 checks',
  })
  for (const count of [1, 100, 1_000, 10_000]) {
    await grow(watch, count)
    if (count === 1_000) await noteRest()
    else await noteCheckIns(watch, count)
  }
  await watch.redis.config('SET', 'appendfsync', 'everysec')
  await noteCheckIns(watch, 10_000, 'for comparison, with `appendfsync everysec`: ')
  await watch.redis.config('SET', 'appendfsync', 'always')
  note({
    what: "from a deadline to the alert in its channel's queue",
    value: await timeToAlert(watch, RUNS.alerts),
    aim: 250,
    unit: 'ms',
    figures: `median of ${RUNS.alerts}, among 10000 checks`,
  })
  note({
    what: '1000 of 10000 checks fall silent at once: until the last of their alerts is queued',
    value: (await timeToAllAlerts(watch, 1_000)) / 1000,
    aim: 5,
    unit: 's',
    figures: 'a channel that takes each by itself',
  })
  await watch.close()
}

async function noteCheckIns(watch: Watch, count: number, prefix = ''): Promise<void> {
  // Once heard, a check is remembered: as it is in the years in which it is heard.
  const first = await firstCheckIns(appliance, watch)
  const { checkIns, hello, floor } = await checkInLoads(appliance, watch, RUNS.loads, RUNS.loadSeconds)
  const isAim = prefix === ''
  note({
    what: `${prefix}check-ins, 16 connections, ${count} checks: requests/s against an Express hello-world`,
    value: checkIns.rate / hello.rate,
    ...(isAim && { aim: 1, moreIsBetter: true }),
    unit: '×',
    figures: `${shown(checkIns.rate)}/s to ${shown(hello.rate)}/s; hello-world's p99 ${shown(hello.p99)} ms; a bare SET ${shown(floor.rate)}/s`,
  })
  if (isAim && count === 10_000)
    note({
      what: `for comparison: the first check-in of each of the ${count}`,
      value: first.rate / hello.rate,
      unit: '×',
      figures: `${shown(first.rate)}/s; p99 ${shown(first.p99)} ms`,
    })
  note({
    what: `${prefix}check-ins, 16 connections, ${count} checks: p99`,
    value: checkIns.p99,
    ...(isAim && { aim: 20 }),
    unit: 'ms',
    figures: `median of ${RUNS.loads}`,
  })
}

async function noteRest(): Promise<void> {
  await setTimeout(RUNS.idleMs / 3)
  const spent = await jiffiesIn(RUNS.watchRestMs)
  note({
    what: 'CPU at rest with 1000 checks, of one core',
    value: (spent * 1000) / RUNS.watchRestMs,
    aim: 0.3,
    unit: '%',
    figures: `${spent} jiffies of 10 ms in ${RUNS.watchRestMs / 1000} s`,
  })
}

/** CPU time of all processes. */
async function jiffiesIn(ms: number): Promise<number> {
  const before = sum(names.map(name => jiffies(pids[name])))
  await setTimeout(ms)
  return sum(names.map(name => jiffies(pids[name]))) - before
}

/** A program of ours in one file, as the tick is. */
function bundled(name: string): string {
  const outfile = join(folder, `${name}.cjs`)
  const entryPoints = [`test/bench/programs/${name}.cjs`]
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', minify: true })
  return outfile
}

/** Replaces what a run measured in the page, and leaves what people wrote below it. */
function writePage(): void {
  const text = readFileSync(PAGE, 'utf8')
  const [head = '', rest = ''] = text.split('<!-- measured -->\n')
  const [, below = ''] = rest.split('<!-- /measured -->\n')
  const measured = `${measuredOn}\n\n${markdown(rows)}\n`
  writeFileSync(PAGE, `${head}<!-- measured -->\n${measured}<!-- /measured -->\n${below}`)
}

async function outOfDueSlot(): Promise<void> {
  const inTwoMinutes = Date.now() + 120_000
  const due = [Date.now(), inTwoMinutes]
    .map(slotOf)
    .find(slot => new Date(slotStart(slot)).getMinutes() === 0)
  if (due !== undefined) await setTimeout(slotStart(due) + SLOT_MS + 1_000 - Date.now())
}

/** The bench's own connection to the appliance's Redis, as long as `use` takes. */
async function withRedis(use: (redis: Redis) => Promise<void>): Promise<void> {
  const redis = await openRedis(appliance)
  await use(redis)
  redis.disconnect()
}
