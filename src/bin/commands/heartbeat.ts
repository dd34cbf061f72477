import { setTimeout } from 'node:timers/promises'
import { diskWords } from '../../domain/files/disk'
import { heartbeatNow, isOutcome } from '../../domain/heartbeat/heartbeat'
import { targetOf } from '../../domain/heartbeat/target'
import { readingProblem } from '../../domain/settings/reading'
import { CommandError, openAppliance } from './context'
import { print } from './print'

const POLL_MS = 200
/** Shorter than the five minutes after which a heartbeat that no worker took is recorded as missed. */
const GIVE_UP_MS = 60_000

/**
 * Sends a heartbeat now and shows how it goes. Exit code 0: it was delivered after the command began; one that somebody
 * else requested, and that had ended before, does not count.
 */
export async function heartbeat(): Promise<number> {
  const begun = Date.now()
  const { reading, openQueue, disk } = await openAppliance()
  if (reading.kind !== 'ok') throw new CommandError(`the INI cannot be used: ${readingProblem(reading)}`)
  if (reading.settings.monitoring.frequency === 'Off') {
    throw new CommandError('heartbeating is Off: choose a frequency on the page, or in the INI')
  }
  await requireDisk(false)
  const queue = openQueue()
  try {
    await queue.connected().catch(async error => {
      await requireDisk(true)
      throw error
    })
    return await follow(await request(targetOf(reading.settings.monitoring)))
  } finally {
    await queue.close()
  }

  async function requireDisk(isSuspected: boolean): Promise<void> {
    const trouble = await disk.trouble(isSuspected)
    if (trouble) throw new CommandError(`no heartbeat: ${diskWords(trouble)}`)
  }

  /** A request right after another follows that one: it is made again until it brings a heartbeat that has not ended. */
  async function request(target: string): Promise<string> {
    for (;;) {
      const { job, state, attempts } = await queue.addNow(heartbeatNow(Date.now(), target))
      const sentAt = attempts.at(-1)?.at
      const endedBefore = isOutcome(state) && sentAt !== undefined && sentAt < begun
      if (!endedBefore) return job
      await setTimeout(POLL_MS)
    }
  }

  async function follow(job: string): Promise<number> {
    let shown = ''
    let state = ''
    const giveUp = AbortSignal.timeout(GIVE_UP_MS)
    while (!giveUp.aborted) {
      const progress = await queue.find(job)
      if (progress === undefined) throw new CommandError('the heartbeat has vanished from the queue')
      const line = `${progress.state}${progress.detail ? `: ${progress.detail}` : ''}`
      if (line !== shown) print(line)
      shown = line
      state = progress.state
      if (isOutcome(progress.state)) return progress.state === 'delivered' ? 0 : 1
      await setTimeout(POLL_MS)
    }
    const what = state === 'queued' ? 'no worker took it within' : `it has not ended (${state}) after`
    throw new CommandError(`${what} a minute; \`intvlm8r status\` shows where it stops`)
  }
}
