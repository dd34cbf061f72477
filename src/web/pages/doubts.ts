/** The parts of a page that cannot be read: silence about them would call them well. */
import { StoreUnavailable } from '../../domain/net/unavailable'
import type { Notice } from '../../domain/watch/notices'

export interface Doubts {
  /** Returns the work's result, or `instead` where it fails; `what` begins the sentence about that. */
  read<T, U>(what: string, work: Promise<T>, instead: U): Promise<T | U>
  sentences(): readonly string[]
}

export function createDoubts(): Doubts {
  const found = new Set<string>()
  return {
    read: async (what, work, instead) => {
      try {
        return await work
      } catch (error) {
        found.add(`${what} cannot be read: ${reasonOf(error as Error)}.`)
        return instead
      }
    },
    sentences: () => [...found],
  }
}

export function doubtNotices(sentences: readonly string[]): readonly Notice[] {
  return sentences.length === 0 ? [] : [{ title: 'Not all is known.', sentences }]
}

function reasonOf(error: Error): string {
  return error instanceof StoreUnavailable ? error.message : `Redis answers with an error (${error.message})`
}
