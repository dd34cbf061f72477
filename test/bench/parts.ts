/** The measurements, part by part, with their aims. */
import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { buildSync } from 'esbuild'
import { SLOT_MS, slotOf, slotStart } from '../../src/domain/time/slot'
import { checkIns } from './check-ins-part'
import { coldStart } from './cold-start'
import { costs } from './cpu'
import { wayToReceiver, withRedis, writtenByHeartbeat, writtenByIdleTicks } from './heartbeats'
import { bytesOnTheWire, loads } from './page'
import { probes } from './probes'
import { cpuTimeIn, pss } from './proc'
import { shown } from './report'
import { scale } from './scale-part'
import type { Bench, Stopped } from './setting'
import { sum } from './statistics'
import { watch } from './watch-part'
import { zmq } from './zmq'

/** Before the appliance runs. */
export const BEFORE = { install, start } as const

/** The order goes from an appliance at rest to one with a hundred thousand checks. */
export const PARTS = {
  rest,
  tick,
  heartbeat,
  page,
  probes,
  zmq,
  watch,
  'check-ins': checkIns,
  scale,
} as const

const PROCESSES = ['web', 'worker', 'redis'] as const

async function install({ unpacked, note }: Stopped): Promise<void> {
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

async function start({ unpacked, appliance, runs, note }: Stopped): Promise<void> {
  note({
    what: 'cold start: `npm start` on a built tree until `/healthz` answers and Redis is reachable',
    value: (await coldStart(unpacked, appliance, runs.starts)) / 1000,
    aim: 1.5,
    unit: 's',
    figures: `median of ${runs.starts}`,
  })
}

/** Measured after some heartbeats, a log-in and a visit to the page; the bench itself holds no connection. */
async function rest({ appliance, running: { pids }, cookie, runs, note }: Bench): Promise<void> {
  const wire = await bytesOnTheWire(appliance, cookie)
  await setTimeout(runs.idleMs)
  const used = await cpuTimeIn(pids, runs.restMs)
  const sizes = PROCESSES.map(name => pss(pids[name]))
  const bySize = PROCESSES.map((name, index) => `${name} ${shown(sizes[index] ?? Number.NaN)}`).join(', ')
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
    value: (used * 100) / runs.restMs,
    aim: 0.3,
    unit: '%',
    figures: `${shown(used)} ms in ${runs.restMs / 1000} s, the reports to systemd included`,
  })
  note({
    what: 'page `/monitoring`: all bytes on the wire, empty cache',
    value: wire / 1000,
    aim: 15,
    unit: 'kB',
    figures: 'bodies of the page, its style, scripts and icon',
  })
}

/** The CPU of a tick: first one that is not due, so not in the first slot of an hour; then one that is. */
async function tick({ appliance, running, receiver, folder, runs, note }: Bench): Promise<void> {
  const { tick, tickEnv, node, port, configure } = appliance
  await configure('60', receiver.url)
  await outOfDueSlot()
  const [program, ...options] = tick
  const said = execFileSync(program, options, { env: tickEnv, encoding: 'utf8' })
  if (!said.startsWith('nothing to do')) throw new Error(`a tick that should be idle says: ${said}`)
  const floor = (name: string) =>
    [program, ...options.slice(0, -1), bundled(folder, `floor-${name}`)] as const
  const idle = costs(
    { bare: [node, '-e', '0'], tick, empty: floor('empty'), files: floor('files') },
    tickEnv,
    runs.rounds,
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
  const due = costs({ bare: [node, get, String(port)], tick }, tickEnv, runs.rounds)
  note({
    what: 'a tick that is due: CPU against a bare script with the same HTTP request',
    value: due.tick.cpu / due.bare.cpu,
    aim: 1.2,
    unit: '×',
    figures: `${shown(due.tick.cpu)} ms to ${shown(due.bare.cpu)} ms`,
  })
}

async function heartbeat({ appliance, running, receiver, runs, note }: Bench): Promise<void> {
  await withRedis(appliance, async redis => {
    const { way, bare } = await wayToReceiver(appliance, redis, receiver, runs.ways)
    note({
      what: "from a tick's start to the receiver's socket, less `node -e 0`",
      value: way - bare,
      aim: 25,
      unit: 'ms',
      figures: `${shown(way)} ms less ${shown(bare)} ms`,
    })
    const written = await writtenByHeartbeat(appliance, running, redis, receiver, runs.heartbeats)
    note({
      what: 'disk: one heartbeat, what the programs write',
      value: written.bytes / 1000,
      aim: 8,
      unit: 'kB',
      figures: `in whole pages, with the file system's own: ${shown(written.pages / 1000)} kB`,
    })
  })
}

async function page({ appliance, cookie, runs, note }: Bench): Promise<void> {
  const { page: ours, hello, dressed } = await loads(appliance, cookie, runs.loads, runs.loadSeconds)
  note({
    what: 'page `/monitoring`, 16 connections: requests/s against an Express hello-world',
    value: ours.rate / hello.rate,
    aim: 0.4,
    moreIsBetter: true,
    unit: '×',
    figures: `${shown(ours.rate)}/s to ${shown(hello.rate)}/s; p99 ${shown(ours.p99)} ms to ${shown(hello.p99)} ms`,
  })
  note({
    what: 'for comparison: a fixed text of its size behind helmet, compression and express-session',
    value: dressed.rate / hello.rate,
    unit: '×',
    figures: `${shown(dressed.rate)}/s to ${shown(hello.rate)}/s; p99 ${shown(dressed.p99)} ms`,
  })
}

/** A program of ours in one file, as the tick is. */
function bundled(folder: string, name: string): string {
  const outfile = join(folder, `${name}.cjs`)
  const entryPoints = [`test/bench/programs/${name}.cjs`]
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', target: 'node20', minify: true })
  return outfile
}

async function outOfDueSlot(): Promise<void> {
  const inTwoMinutes = Date.now() + 120_000
  const due = [Date.now(), inTwoMinutes]
    .map(slotOf)
    .find(slot => new Date(slotStart(slot)).getMinutes() === 0)
  if (due === undefined) return
  console.log('  (waits for the first slot of the hour to be over)')
  await setTimeout(slotStart(due) + SLOT_MS + 1_000 - Date.now())
}
