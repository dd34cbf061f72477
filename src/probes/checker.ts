/** checker: a Checker is well, by the word that it answers. */

import { judgeChecker } from '../domain/probes/checker-answer'
import type { Prober } from '../domain/probes/look'
import { brokenExchange } from './broken-exchange'

export const checker: Prober = async ({ target, now, timeout, signal }, { http, peers }) => {
  const { host } = new URL(target)
  const exchange = await http.send(
    { method: 'GET', url: target, bodyLimit: 4_096 },
    { notAfter: Number.POSITIVE_INFINITY, deadlineMs: timeout, signal },
  )
  const took = exchange.phases.total
  if (exchange.kind === 'broken') {
    await peers.note(target, { at: now, words: 'no answer' })
    const seen = brokenExchange(exchange, host, signal)
    return seen.answer === 'failure' ? { ...seen, detail: `${host} does not answer: ${seen.detail}` } : seen
  }
  const seen = { ...judgeChecker(exchange, host), took }
  await peers.note(target, {
    at: now,
    words: wordsOf(exchange.body, seen.answer === 'success'),
    url: target,
    took,
  })
  return seen
}

function wordsOf(body: string, isFine: boolean): string {
  if (isFine) return 'fine'
  const word = body.trim()
  return word === 'MailProblem' ? "can't mail" : word === 'JobProblem' ? 'no jobs' : 'unexpected answer'
}
