/** The state that peers got last, in a file: after a restart it counts until the organs are known again. */
import { join } from 'node:path'
import { PEER_TROUBLES, type PeerTrouble } from '../../domain/probes/peer-answer'
import { readText } from '../files/small-file'
import { replaceUnsynced } from '../files/unsynced-file'

export function openKeptState(home: string) {
  const path = join(home, 'peer-state')
  return {
    /** None where nothing was kept. */
    read: async (): Promise<readonly PeerTrouble[]> => {
      const words = ((await readText(path)) ?? '').split(/\s+/)
      return PEER_TROUBLES.filter(trouble => words.includes(trouble))
    },
    note: (troubles: readonly PeerTrouble[]): void => {
      try {
        replaceUnsynced(path, `${troubles.join(' ')}\n`, 0o600)
      } catch {
        // A disk that takes nothing: after a restart the organs have to show themselves first.
      }
    },
  }
}
