/**
 * One wake-up of the timer: reads the INI, decides whether a heartbeat is due, asks the web app for it, says why in
 * one line, and ends. Exit code 0: nothing to do, or queued; 1: the heartbeat did not get as far as the queue.
 */
import { readSettings } from '../config/ini-file'
import { readingProblem } from '../domain/settings'
import { lastDueSlot, slotOf } from '../domain/slot'
import { decideTick, type LastTick, stillOwed } from '../domain/tick'
import { openResultFile } from '../io/result-file'
import { openTickFile } from '../io/tick-file'
import { askForHeartbeat } from '../io/web-client'
import { places } from './environment'

interface End {
  readonly end: LastTick['end']
  readonly line: string
  readonly lastDue?: number | undefined
}

async function tick(now: number, boot: boolean): Promise<number> {
  const { ini, result, runtime } = places()
  const ticks = openTickFile(runtime)
  const lastTick = ticks.readNow()
  const { end, line, lastDue } = await run()
  const owedSince = stillOwed(end, slotOf(now), lastDue, lastTick?.owedSince)
  console.log(line)
  try {
    ticks.write({ at: now, end, line, ...(owedSince !== undefined && { owedSince }) })
  } catch (error) {
    console.error(`heartbeat.log cannot be written: ${(error as Error).message}`)
  }
  return end === 'ini' || end === 'web' ? 1 : 0

  async function run(): Promise<End> {
    const reading = await readSettings(ini)
    if (reading.kind !== 'ok') return { end: 'ini', line: `no heartbeat: ${readingProblem(reading)}` }
    const { monitoring, web } = reading.settings
    const lastResult = await openResultFile(result).read()
    const decision = decideTick({ now, boot, monitoring, lastResult, lastTick })
    if (!decision.send) return { end: 'nothing', line: `nothing to do: ${decision.why}` }

    const lastDue = lastDueSlot(slotOf(now), monitoring.frequency)
    const answer = await askForHeartbeat(web.port, decision.occasion)
    if (answer.taken) return { end: 'queued', line: `heartbeat queued as ${answer.job}: ${decision.why}` }
    return { end: 'web', line: `no heartbeat, although ${decision.why}: ${answer.reason}`, lastDue }
  }
}

tick(Date.now(), process.argv.includes('--boot')).then(
  code => {
    process.exitCode = code
  },
  error => {
    console.error(`no heartbeat: ${(error as Error).message}`)
    process.exitCode = 1
  },
)
