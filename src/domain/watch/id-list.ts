/** The ids of all checks at once, in 16 bytes each, for work that goes through checks in batches. */
import { hyphenated } from '../uuid'

export interface IdList {
  readonly size: number
  /** Takes a UUID in small letters, as the ids of checks are. False for any other text, which is left out. */
  add(id: string): boolean
  has(id: string): boolean
  /** Each id once, in order, so many at a time. */
  batches(most: number): Generator<readonly string[]>
}

const SMALL_UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/
/** Numbers of 32 bits in an id. */
const WORDS = 4

export function createIdList(): IdList {
  let words = new Uint32Array(WORDS * 256)
  let size = 0
  /** Indexes by the order of their ids; undefined after an addition. */
  let order: Uint32Array | undefined

  function sorted(): Uint32Array {
    order ??= Uint32Array.from({ length: size }, (_none, index) => index).sort((a, b) =>
      compare(words, a * WORDS, words, b * WORDS),
    )
    return order
  }

  return {
    get size() {
      return size
    },
    add: id => {
      if (!SMALL_UUID.test(id)) return false
      if ((size + 1) * WORDS > words.length) {
        const wider = new Uint32Array(2 * words.length)
        wider.set(words)
        words = wider
      }
      words.set(wordsOf(id), size * WORDS)
      size++
      order = undefined
      return true
    },
    has: id => {
      if (!SMALL_UUID.test(id)) return false
      const wanted = wordsOf(id)
      const all = sorted()
      let [low, high] = [0, all.length]
      while (low < high) {
        const middle = (low + high) >>> 1
        const order = compare(words, (all[middle] ?? 0) * WORDS, wanted, 0)
        if (order === 0) return true
        if (order < 0) low = middle + 1
        else high = middle
      }
      return false
    },
    *batches(most) {
      const all = sorted()
      let batch: string[] = []
      let before = -1
      for (const index of all) {
        if (before >= 0 && compare(words, before * WORDS, words, index * WORDS) === 0) continue
        before = index
        batch.push(idAt(words, index * WORDS))
        if (batch.length < most) continue
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    },
  }
}

function wordsOf(id: string): Uint32Array {
  const digits = id.replaceAll('-', '')
  return Uint32Array.from([0, 8, 16, 24], at => Number.parseInt(digits.slice(at, at + 8), 16))
}

function idAt(words: Uint32Array, at: number): string {
  return hyphenated(
    Array.from(words.subarray(at, at + WORDS), word => word.toString(16).padStart(8, '0')).join(''),
  )
}

function compare(a: Uint32Array, at: number, b: Uint32Array, other: number): number {
  for (let word = 0; word < WORDS; word++) {
    const difference = (a[at + word] ?? 0) - (b[other + word] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
