/** The marks of a worker's jobs: when its sweep and its probes ran last, by the clock of the server. Never on the disk. */
import type { JobAges } from '../../domain/peers/own-state'
import { CLAIM_MS } from '../../domain/time/limits'
import { atMultiplesOf } from '../redis/aligned-timer'
import { inTimeOn, namesOf, type Redis } from '../redis/client'
import { results } from '../redis/revision'
import { defineScript } from '../redis/script'
import keepInMemoryLua from './keep-in-memory.lua' with { type: 'text' }

/** A multiple of the time between two renewals of a claim: both at once wake nothing twice. */
const EVERY_MS = 3 * CLAIM_MS.renewal

/** Renews the mark of a job as long as `works`. */
export function renewWorkMark(
  connection: Redis,
  job: keyof JobAges,
  works: () => boolean,
  everyMs = EVERY_MS,
): { close(): void } {
  const { peers } = namesOf(connection)
  const keep = defineScript<1>(connection, keepInMemoryLua)
  const mark = () => {
    if (connection.status === 'ready' && works()) keep([peers.work], [job, 'now']).catch(() => {}) // The connection reports its own troubles.
  }
  connection.on('ready', mark)
  mark()
  const renewing = atMultiplesOf(everyMs, mark)
  return {
    close: () => {
      renewing.close()
      connection.off('ready', mark)
    },
  }
}

/** Notes that a heartbeat is being sent, or no more. */
export function createSendingMark(connection: Redis): (is: boolean) => Promise<void> {
  const { peers } = namesOf(connection)
  const keep = defineScript<1>(connection, keepInMemoryLua)
  return async is => void (await inTimeOn(connection)(keep([peers.work], ['heart', is ? 'now' : '0'])))
}

/** Milliseconds since each mark; absent where there is none. Fails when Redis does not answer within two seconds. */
export async function readJobAges(connection: Redis): Promise<JobAges> {
  const { peers } = namesOf(connection)
  const reply = connection.multi().time().hgetall(peers.work).exec()
  const [time, marks] = results(await inTimeOn(connection)(reply)) as [
    [string | number, string | number],
    Record<string, string>,
  ]
  const now = Number(time[0]) * 1000 + Math.floor(Number(time[1]) / 1000)
  const ageOf = (mark: string | undefined) =>
    mark === undefined ? undefined : Math.max(0, now - Number(mark))
  const [sweep, probes, heart] = [ageOf(marks.sweep), ageOf(marks.probes), ageOf(marks.heart)]
  return {
    ...(sweep !== undefined && { sweep }),
    ...(probes !== undefined && { probes }),
    ...(heart !== undefined && { heart }),
  }
}
