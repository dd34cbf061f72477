/** Notes the results of looks as Robopager does, in the Redis that its programs read. */
import type { Log } from '../../domain/log'
import type { Look } from '../../domain/probes/look'
import { robopagerResult } from '../../domain/probes/robopager-result'
import type { ProbedCheck } from '../../domain/watch/looks'

export interface NoteResultsPorts {
  /** The URL of that Redis; empty: nothing is noted. */
  readonly hashes: () => Promise<string>
  readonly write: (url: string, name: string, result: string, now: number) => Promise<void>
  readonly log: Pick<Log, 'info' | 'warn'>
}

/** Trouble that lasts is logged once, and delays nothing. */
export function createNoteResults({ hashes, write, log }: NoteResultsPorts) {
  let isTroubled = false

  async function note(url: string, name: string, result: string, at: number): Promise<void> {
    try {
      await write(url, name, result, at)
      if (isTroubled) log.info("Robopager's hashes are written again")
      isTroubled = false
    } catch (error) {
      if (!isTroubled) log.warn(`Robopager's hashes cannot be written: ${(error as Error).message}`)
      isTroubled = true
    }
  }

  return async (
    { name, probe }: Pick<ProbedCheck, 'name' | 'probe'>,
    look: Look,
    at: number,
  ): Promise<void> => {
    if (probe.kind !== 'inbox' && probe.kind !== 'batchy') return
    const url = await hashes()
    if (url !== '') await note(url, name, robopagerResult(probe.kind, look), at)
  }
}
