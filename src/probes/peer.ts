/** peer: another watch is well, and shows that it has the key. Its second address counts where the first does not lead to it. */

import { answerWords, judgePeer } from '../domain/probes/judge-peer'
import type { Look, Prober } from '../domain/probes/look'
import type { Asked } from '../domain/probes/peer-answer'
import { peerUrls } from '../domain/probes/peer-kinds'
import { parseShortDuration } from '../domain/time/duration'
import { brokenExchange } from './broken-exchange'

interface Tried {
  readonly url: string
  readonly host: string
  readonly asked: Asked
}

export const peer: Prober = async ({ target, settings, now, timeout, signal }, { peers }) => {
  const urls = peerUrls(target)
  const limit = parseShortDuration(settings.offset ?? '') ?? 0
  const tried: Tried[] = []
  for (const url of urls) {
    // Each address has its share of the time.
    const deadlineMs = Math.floor(timeout / urls.length)
    const asked = await peers.ask(url, settings.key ?? '', { deadlineMs, signal })
    tried.push({ url, host: new URL(url).host, asked })
    if (asked.kind === 'answer') break
  }
  // Somebody who answers without the key is no better than a silence, but says more.
  const last = tried.findLast(({ asked }) => asked.kind !== 'broken') ?? tried.at(-1)
  if (last === undefined) return { answer: 'blind', detail: 'the peer has no address' }
  const { url, host, asked } = last
  await peers.note(target, {
    at: now,
    words: answerWords(asked, { self: peers.self, limit }),
    ...(asked.kind === 'answer' && {
      url,
      took: asked.took,
      version: asked.answer.version,
      name: asked.answer.name,
    }),
  })
  if (asked.kind === 'broken') return silence(tried, signal)
  const seen = judgePeer(asked, { self: peers.self, host, limit })
  const before = tried.slice(0, tried.indexOf(last))
  if (seen.answer !== 'success' || before.length === 0) return seen
  return { ...seen, warning: `${host} is reached, but ${before.map(one => one.host).join(' and ')} is not` }
}

/** None of the addresses answered. One that could not be looked at from here leaves it open. */
function silence(tried: readonly Tried[], signal: AbortSignal): Look {
  const looks = tried.flatMap(({ asked, host }) =>
    asked.kind === 'broken' ? [{ host, look: brokenExchange(asked, host, signal) }] : [],
  )
  const blind = looks.find(({ look }) => look.answer === 'blind')
  if (blind !== undefined) return blind.look
  const words = looks.map(({ host, look }) => `${host} does not answer: ${look.detail}`)
  return { answer: 'failure', detail: words.join('; ') }
}
