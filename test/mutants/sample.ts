import { createRandom } from '../support/random'

/** Draws `size` of these, all of them where there are fewer; the same ones for the same seed. */
export function draw<T>(all: readonly T[], size: number, seed: number): T[] {
  const random = createRandom(seed)
  const rest = [...all]
  const drawn: T[] = []
  while (drawn.length < size && rest.length > 0) {
    drawn.push(...rest.splice(Math.floor(random() * rest.length), 1))
  }
  return drawn
}

/**
 * The lower end of the interval in which the true share lies with 95 % certainty (Wilson's score), for `hits` of `tries`
 * drawn at random.
 */
export function lowerEnd(hits: number, tries: number): number {
  if (tries === 0) return 0
  const z = 1.96
  const share = hits / tries
  const middle = share + (z * z) / (2 * tries)
  const spread = z * Math.sqrt((share * (1 - share) + (z * z) / (4 * tries)) / tries)
  return (middle - spread) / (1 + (z * z) / tries)
}
