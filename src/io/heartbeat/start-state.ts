/** The state of `npm start`, which starts the ticks of an appliance in a checkout, by its lock. */
import { readFile } from 'node:fs/promises'
import type { TimerReader } from '../../domain/heartbeat/ports'
import { isAlive, isStopped, pidOf } from '../files/process-life'

/** Without a lock nothing is known: somebody may run the programs one by one. */
export function openStartState(lock: string): TimerReader {
  return async () => {
    const life = await readFile(lock, 'utf8').catch(() => '')
    if (life === '') return undefined
    if (await isStopped(life)) return { start: 'stopped', pid: pidOf(life) }
    return (await isAlive(life)) ? undefined : { start: 'gone', pid: pidOf(life) }
  }
}
