/** Kills, ends and stops the parts at random moments, each by itself, and starts them again. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Fleet, type Host, PARTS, type Part } from './fleet'

export interface Strikes {
  /** SIGKILL */
  readonly kills: Record<Part, number>
  /** SIGTERM */
  readonly ends: Record<Part, number>
  /** SIGSTOP, for a while */
  readonly stops: Record<Part, number>
}

interface Settings {
  readonly fleet: Fleet
  readonly random: () => number
  /** Called while a worker can do nothing: it died, or stands still for longer than it may keep its alerts. */
  readonly onWorkerGone: (host: Host, at: number) => Promise<void>
}

/** Milliseconds of a standstill in which a worker loses its alerts to the other one. */
const LONG_STOP = 100_000
/** The shares of the run after which worker A and worker B stand still for long. */
const LONG_STOPS: readonly (readonly [number, Host])[] = [
  [0.15, 'A'],
  [0.55, 'B'],
]
/** Milliseconds within which everything arrives that was on its way when its sender died. */
const ARRIVED = 250

/** Strikes until `seconds` have passed; in the end everything runs. */
export async function wreakHavoc(
  seconds: number,
  { fleet, random, onWorkerGone }: Settings,
): Promise<Strikes> {
  const none = () => Object.fromEntries(PARTS.map(part => [part, 0])) as Record<Part, number>
  const strikes = { kills: none(), ends: none(), stops: none() }
  const busy = new Set<Part>()
  const started = Date.now()
  const running: Promise<void>[] = []
  const longStops = seconds >= 240 ? [...LONG_STOPS] : []

  async function end(part: Part, sent: 'SIGKILL' | 'SIGTERM', downFor: number): Promise<void> {
    strikes[sent === 'SIGKILL' ? 'kills' : 'ends'][part]++
    const at = Date.now()
    await fleet.signal(part, sent)
    await pause(ARRIVED + downFor)
    const host = hostOf(part)
    if (host) await onWorkerGone(host, at)
    await fleet.start(part)
  }

  async function stop(part: Part, ms: number): Promise<void> {
    strikes.stops[part]++
    const at = Date.now()
    await fleet.signal(part, 'SIGSTOP')
    await pause(ARRIVED)
    const host = hostOf(part)
    if (host && ms >= LONG_STOP) await onWorkerGone(host, at)
    await pause(ms - ARRIVED)
    await fleet.signal(part, 'SIGCONT')
  }

  function strike(part: Part, work: () => Promise<void>): void {
    busy.add(part)
    running.push(work().finally(() => busy.delete(part)))
  }

  while (Date.now() - started < seconds * 1000) {
    await pause(300 + random() * 2_200)
    const [long] = longStops
    const passed = (Date.now() - started) / (seconds * 1000)
    if (long && passed > long[0] && !busy.has(`worker ${long[1]}`)) {
      longStops.shift()
      strike(`worker ${long[1]}`, () => stop(`worker ${long[1]}`, LONG_STOP))
      continue
    }
    const idle = PARTS.filter(part => !busy.has(part))
    const part = idle[Math.floor(random() * idle.length)]
    if (part === undefined) continue
    const [how, long_, short] = [random(), random(), random()]
    const downFor = long_ < 0.2 ? 5_000 * short : 800 * short
    if (how < 0.7) strike(part, () => end(part, 'SIGKILL', downFor))
    else if (how < 0.8) strike(part, () => end(part, 'SIGTERM', downFor))
    else strike(part, () => stop(part, 500 + 5_000 * short))
  }
  await Promise.all(running)
  return strikes
}

function hostOf(part: Part): Host | undefined {
  return part === 'worker A' ? 'A' : part === 'worker B' ? 'B' : undefined
}
