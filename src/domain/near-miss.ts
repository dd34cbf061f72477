/**
 * Names that are nearly right. A key or section that nobody knows stays as it is, as it may be another program's; one that
 * is a slip away from a known name was meant for us, and would be ignored silently. Pure.
 */

/** The known name that a name was probably meant to be; undefined where it resembles none, or is one. */
export function nearMiss(name: string, known: readonly string[]): string | undefined {
  if (known.some(one => one.toLowerCase() === name.toLowerCase())) return undefined
  const plain = plainOf(name)
  return known.find(candidate => {
    const wanted = plainOf(candidate)
    const slips = slipsFor(wanted)
    return Math.abs(plain.length - wanted.length) <= slips && distance(plain, wanted) <= slips
  })
}

/** `Heartbeat_URL` is `heartbeaturl`. */
function plainOf(name: string): string {
  return name.toLowerCase().replace(/[-_ ]/g, '')
}

/** The slips that a name may have: one, or two in a long name, and none in one of two letters, which could be any other. */
function slipsFor({ length }: string): number {
  return length >= 8 ? 2 : length >= 3 ? 1 : 0
}

/** Letters that were left out, added, mistaken or swapped with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const mistaken = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : mistaken
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, mistaken, swapped))
    }
    before = row
    row = next
  }
  return row[b.length] ?? 0
}
