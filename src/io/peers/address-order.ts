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
    note: ({ key }: Addressed, url: string): void => void answered.set(key, url),
  }
}
