import type { Peer } from '../../domain/peers/peer'

type Addressed = Pick<Peer, 'key' | 'urls'>

/** The addresses of peers, that first which answered last: one that leads to nobody takes all the time of a question. */
export function createAddressOrder() {
  /** By key. */
  const answered = new Map<string, string>()
  return {
    of: ({ key, urls }: Addressed): readonly string[] => {
      const first = answered.get(key) ?? ''
      return urls.includes(first) ? [first, ...urls.filter(url => url !== first)] : urls
    },
    /** Of so many milliseconds for all: one that answered last may have all of them, others have their share. */
    timeOf: ({ key, urls }: Addressed, url: string, ms: number): number =>
      answered.get(key) === url ? ms : Math.floor(ms / urls.length),
    note: ({ key }: Addressed, url: string): void => void answered.set(key, url),
    /** It has not answered this time. */
    noteSilence: ({ key }: Addressed, url: string): void => {
      if (answered.get(key) === url) answered.delete(key)
    },
  }
}
