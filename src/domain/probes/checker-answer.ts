/** The answers by which a Checker shows its state to its peers: one of three words. Pure. */

import type { HttpAnswer } from '../net/exchange'
import type { Look } from './look'
import type { PeerTrouble } from './peer-answer'

/** As Checker compares them: mail comes before jobs. */
const PROBLEMS = {
  MailProblem: '{host} reports that it cannot send e-mail (MailProblem)',
  JobProblem: '{host} reports that its jobs do not run (JobProblem)',
} as const

const FINE = 'True'

export type CheckerWord = typeof FINE | keyof typeof PROBLEMS

/** The word for a watch with these troubles. A Checker knows nothing of heartbeats, and a watch that cannot store runs no jobs. */
export function checkerWord(troubles: readonly PeerTrouble[]): CheckerWord {
  if (troubles.includes('mail')) return 'MailProblem'
  return troubles.includes('jobs') || troubles.includes('store') ? 'JobProblem' : FINE
}

/** The whole body counts, not a part of it: any page may have the word True in it. */
export function judgeChecker(
  { status, body, cut }: Pick<HttpAnswer, 'status' | 'body' | 'cut'>,
  host: string,
): Look {
  const failure = (detail: string): Look => ({
    answer: 'failure',
    detail: detail.replace('{host}', () => host),
    output: body.slice(0, 2_000),
  })
  if (status !== 200) return failure(`{host} answered ${status}, where a Checker answers 200`)
  const word = body.trim()
  if (cut !== undefined || !isWord(word))
    return failure('{host} gave an unexpected answer: none of True, MailProblem and JobProblem')
  return word === FINE ? { answer: 'success', detail: `${host} is fine` } : failure(PROBLEMS[word])
}

function isWord(word: string): word is CheckerWord {
  return word === FINE || Object.hasOwn(PROBLEMS, word)
}
