import { slotOf } from '../../src/domain/time/slot'
import type { Fault } from './fault'
import { type Machine, startMachine } from './machine'

/** The effect of a fault on an appliance; but for `recovery` and `cause`, every number should be 0. */
export interface Verdict {
  /** Heartbeats that went out while the chain was broken. */
  readonly whileBroken: number
  /** Heartbeats that did not go out while it was whole. */
  readonly missing: number
  /** Second requests for one slot. */
  readonly duplicates: number
  /** Heartbeats in a slot without a tick. */
  readonly stale: number
  /** Ticks from the mending to the first heartbeat that arrived: 1. */
  readonly recovery: number
  /** The organ that `intvlm8r status` named while it was broken. */
  readonly cause: string
  /** The organ that the page named; empty when there is no page. */
  readonly page: string
}

const isHome = ({ subject }: Pick<Fault, 'subject'>) => Number(subject === 'home')
const isGate = ({ subject }: Pick<Fault, 'subject'>) => Number(subject === 'gate')
/** The gate first, which is reached through the other organs; the state folder last, through which they are reached. */
const inOrder = (a: Fault, b: Fault) => isHome(a) - isHome(b) || isGate(b) - isGate(a)

const NOTHING = 'All is well'
/** The most ticks to wait for. */
const PATIENCE = 4

/** Breaks an appliance that works, ticks twice, mends it, and ticks on. Every slot is due. */
export async function tryFaults(faults: readonly Fault[]): Promise<Verdict> {
  const machine = await startMachine(Object.assign({}, ...faults.map(({ options }) => options)))
  try {
    await machine.start('redis', 'web', 'worker')
    await machine.queue.connected()
    for (const fault of faults) await fault.prepare?.(machine)
    const silent = faults.some(({ meanwhile }) => meanwhile === 'silent')
    const unheard = faults.some(({ meanwhile }) => meanwhile === 'unheard')
    const count = () => machine.heard()
    let missing = 0
    let duplicates = 0

    /** Runs a tick that has to bring a heartbeat; returns whether it did. */
    async function wholeSlot(): Promise<boolean> {
      machine.clock.nextSlot()
      const before = count()
      const arrived = await beat(machine)
      duplicates += Math.max(0, count() - before - 1)
      return arrived && count() > before
    }

    if (!(await wholeSlot())) missing++
    const mends: { subject: Fault['subject']; mend(): Promise<void> }[] = []
    machine.clock.nextSlot()
    for (const fault of [...faults].sort(inOrder))
      mends.push({ subject: fault.subject, mend: await fault.strike(machine) })
    const sent = count()
    for (let slot = 0; slot < 2; slot++) {
      if (slot > 0) machine.clock.nextSlot()
      if (silent) await machine.tick()
      else {
        const delivered = await beat(machine)
        if (delivered === unheard) missing++
      }
    }
    // A fault that only a standstill shows needs time to show.
    machine.clock.set(machine.clock.now() + (machine.timer ? 60_000 : 600_000))
    const cause = causeOf((await machine.status()).output)
    const whileBroken = silent ? count() - sent : 0
    if (!silent && !unheard) duplicates += count() - sent - 2

    const page = await pageCause(machine)

    // A slot without a tick: a heartbeat in it is too late.
    machine.clock.nextSlot()
    // Later than a tick waits for its answer over the edge of a slot.
    machine.clock.set(machine.clock.now() + 20_000)
    const mended = count()
    // The settings first: a web app that starts without them takes the port that every other one takes.
    for (const { mend } of mends.reverse().sort((a, b) => isHome(b) - isHome(a))) await mend()
    await idle(machine)
    const stale = count() - mended
    let recovery = 1
    while (recovery <= PATIENCE && !(await wholeSlot())) recovery++
    if (!(await wholeSlot())) missing++
    return { whileBroken, missing, duplicates, stale, recovery, cause, page }
  } catch (error) {
    console.log(machine.lines.join('\n'))
    throw error
  } finally {
    await machine.close()
  }
}

/** Runs a tick and waits for the end of its heartbeat; returns whether it was delivered. */
async function beat(machine: Machine): Promise<boolean> {
  const { output } = await machine.tick()
  const job = /queued as (\S+):/.exec(output)?.[1]
  if (job !== `slot-${slotOf(machine.clock.now())}`) return false
  if ((await machine.ended(job)).state !== 'delivered') return false
  // It is recorded before the worker closes its job; if the clock moved in between, the job would seem stuck.
  await idle(machine)
  return true
}

/** Resolves once no job is waiting or in hand: then the past has no further effect. */
async function idle({ queue, port }: Machine): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/healthz`)
  for (;;) {
    const pulse = await queue.pulse().catch(() => undefined)
    if (pulse !== undefined && pulse.waitingSince === undefined && pulse.workers > 0) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** The organ that the page names; `All is well` only where it says so, and no link is doubtful; empty when there is no page. */
async function pageCause(machine: Machine): Promise<string> {
  const html = await machine.page()
  if (html === '') return ''
  const named = /It (?:stops|stands) at <strong>(.*?)<.strong>/.exec(html)?.[1]?.replace('&#39;', "'")
  return named ?? (isWellPage(html) ? NOTHING : 'a page that names nothing, and does not call all well')
}

export function isWellPage(html: string): boolean {
  const [, sentence = '', links = ''] = /<p>([^<]*)<.p>\s*<ol[^>]*>([\s\S]*?)<.ol>/.exec(html) ?? []
  const isSaid = sentence === 'Every part works.' || sentence === 'Nothing is known to be broken.'
  return isSaid && links.includes('<li class="ok"') && !/<li class="(bad|warn)"/.test(links)
}

/** The organ that `status` names in its last line; `All is well` where nothing is said against the heartbeat. */
function causeOf(output: string): string {
  const end = lastLineOf(output)
  return /^Heartbeats stop at: (.*?): /.exec(end)?.[1] ?? (isWell(end) ? NOTHING : output)
}

export function lastLineOf(output: string): string {
  return output.trimEnd().split('\n').at(-1) ?? ''
}

/** The last line of `status` while nothing is wrong, or nothing but what the lines above name and heartbeats do not need. */
export function isWell(lastLine: string): boolean {
  return lastLine === 'All is well.' || lastLine === 'The heartbeat is well.'
}
