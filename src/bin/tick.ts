/**
 * The tick, a wake-up of the timer: reads the INI, decides whether a heartbeat is due, requests it from the web app, prints the
 * reason in one line, and ends. Exit code 0: nothing to do, or queued; 1: the heartbeat did not reach the queue.
 *
 * `--boot`, or `--boot=ID` where the kernel's id of the boot cannot be read: the first tick after a boot. `--start`: the
 * first one of an appliance that is started on a machine that runs; it is that of its slot.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { LastResult } from '../domain/heartbeat/result-line'
import { type CheckedIni, decideTick, type LastTick, stillOwed, stopsAfter } from '../domain/heartbeat/tick'
import { localMinute } from '../domain/time/local-time'
import { lastDueSlot, slotOf } from '../domain/time/slot'
import { readResult } from '../io/heartbeat/result-file'
import { openTickFile } from '../io/heartbeat/tick-file'
import { places } from './shared/environment'
import { checkedIni } from './tick/checked-ini'

interface End {
  readonly end: LastTick['end']
  readonly line: string
  /** The end of the line in heartbeat.log, with times of day in the appliance's zone. */
  readonly more?: string
  /** The reason of a stop at an organ. */
  readonly reason?: string
  readonly lastDue?: number | undefined
  readonly checked?: CheckedIni
}

/** `boot`: the id of the boot, or empty without one; undefined when this is not the first tick. */
async function tick(now: number, boot: string | undefined): Promise<number> {
  const { ini, result, runtime } = places()
  const ticks = openTickFile(runtime)
  const lastTick = ticks.readNow()
  const { end, line, reason, more = '', lastDue, checked } = await run()
  const owedSince = stillOwed(end, slotOf(now), lastDue, lastTick?.owedSince)
  const stops = stopsAfter(lastTick?.stops ?? [], slotOf(now), reason)
  const record = {
    at: now,
    end,
    line,
    ...(owedSince !== undefined && { owedSince }),
    ...(stops.length > 0 && { stops }),
    ...(checked && { ini: checked }),
  }
  try {
    ticks.write(record, more)
  } catch (error) {
    console.error(`heartbeat.log cannot be written: ${(error as Error).message}`)
  }
  print(`${line}${more}`)
  return end === 'nothing' || end === 'queued' ? 0 : 1

  async function run(): Promise<End> {
    const checked = await checkedIni(ini, lastTick?.ini)
    if ('reason' in checked) {
      const { reason } = checked
      return { end: 'ini', line: `no heartbeat: ${reason}`, reason }
    }
    const lastResult = lastResultIn(result)
    const decision = decideTick({ now, boot: boot !== undefined, ini: checked, lastResult, lastTick })
    if (!decision.send) {
      const more = decision.next === undefined ? '' : `, next at ${localMinute(decision.next)}`
      return { end: 'nothing', line: `nothing to do: ${decision.why}`, more, checked }
    }

    const lastDue = lastDueSlot(slotOf(now), checked.frequency)
    // Loaded only when it is needed: node:net takes longer than all the rest.
    const { request } = await import('./tick/request')
    const answer = await request(checked.port, decision.occasion, now, runtime, boot)
    if (answer.taken)
      return { end: 'queued', line: `heartbeat queued as ${answer.job}: ${decision.why}`, checked }
    const { organ, reason } = answer
    return { end: organ, line: `no heartbeat, although ${decision.why}: ${reason}`, reason, lastDue, checked }
  }
}

/** Never fails: the tick has done its work, even if its output is lost. console.log would cost a millisecond more. */
function print(line: string): void {
  try {
    writeFileSync(1, `${line}\n`)
  } catch {
    // A closed pipe or a full disk behind the standard output; heartbeat.log has the line.
  }
}

/** Returns undefined for an unreadable file: only the catch-up needs it, and due heartbeats go out without it. */
function lastResultIn(path: string): LastResult | undefined {
  try {
    return readResult(path)
  } catch (error) {
    console.error(`hbresults.txt cannot be read: ${(error as Error).message}`)
    return undefined
  }
}

/** The id in the arguments, or that of the kernel. */
function bootIn(args: readonly string[]): string | undefined {
  const option = args.find(arg => arg === '--boot' || arg.startsWith('--boot='))
  if (option === undefined) return args.includes('--start') ? '' : undefined
  return option.slice('--boot='.length) || kernelBootId()
}

function kernelBootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return '' // Not Linux, or hidden by a sandbox.
  }
}

// The `npm start` that runs this was killed: its state folder may be in use by the next one, or gone.
process.once('disconnect', () => process.exit(1))
process.channel?.unref()

tick(Date.now(), bootIn(process.argv)).then(
  // Everything is written, and Node's own end takes longer.
  code => process.exit(code),
  error => {
    console.error(`no heartbeat: ${(error as Error).message}`)
    process.exitCode = 1
  },
)
