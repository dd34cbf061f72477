import { setTimeout } from 'node:timers/promises'
import { heartbeatNow, isOutcome } from '../../domain/heartbeat/heartbeat'
import { targetOf } from '../../domain/heartbeat/target'
import { readingProblem } from '../../domain/settings/reading'
import { CommandError, openAppliance } from './context'

const POLL_MS = 200
/** Shorter than the five minutes after which a heartbeat that no worker took is recorded as missed. */
const GIVE_UP_MS = 60_000

/** Sends a heartbeat now and shows how it goes. Exit code 0: delivered. */
export async function heartbeat(): Promise<number> {
  const { reading, openQueue } = await openAppliance()
  if (reading.kind !== 'ok') throw new CommandError(`the INI cannot be used: ${readingProblem(reading)}`)
  if (reading.settings.monitoring.frequency === 'Off') {
    throw new CommandError('heartbeating is Off: choose a frequency on the page, or in the INI')
  }
  const queue = openQueue()
  try {
    await queue.connected()
    const { job } = await queue.addNow(heartbeatNow(Date.now(), targetOf(reading.settings.monitoring)))
    return await follow(job)
  } finally {
    await queue.close()
  }

  async function follow(job: string): Promise<number> {
    let shown = ''
    const giveUp = AbortSignal.timeout(GIVE_UP_MS)
    while (!giveUp.aborted) {
      const progress = await queue.find(job)
      if (progress === undefined) throw new CommandError('the heartbeat has vanished from the queue')
      const line = `${progress.state}${progress.detail ? `: ${progress.detail}` : ''}`
      if (line !== shown) console.log(line)
      shown = line
      if (isOutcome(progress.state)) return progress.state === 'delivered' ? 0 : 1
      await setTimeout(POLL_MS)
    }
    throw new CommandError('no worker took it within a minute; `intvlm8r status` shows where it stops')
  }
}
