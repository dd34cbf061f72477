import { LISTS } from '../../domain/watch/list-order'
import type { Names } from '../redis/keys'

/** The keys that have the sizes of lists, and the starts of the names of those lists, as lists.lua takes them. */
export function registriesOf({ watch }: Names) {
  return {
    keys: [watch.tags, watch.channelSets],
    starts: [watch.list(LISTS.tag('')), watch.list(LISTS.channels(''))],
  } as const
}
