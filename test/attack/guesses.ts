/** Guesses of the password that the appliance compares, of one address. */
import type { Answer } from './clients'

/** How many of the answers show a comparison beyond those that one address has since `begun` (of performance.now()). */
export function comparedBeyondOne(answers: readonly Answer[], begun: number): number {
  const compared = answers.filter(({ status }) => status === 401 || status === 303).length
  return Math.max(0, compared - mostGuesses((performance.now() - begun) / 1000))
}

/** Five guesses, and one behind each pause of 1, 2, 4, ... seconds that has passed. */
function mostGuesses(seconds: number): number {
  return 6 + Math.floor(Math.log2(1 + seconds))
}
