/** Recognises the peers that ask: only signed questions of known keys, each of them once. */

import type { RecognisePeer } from '../../domain/peers/ports'
import { afterBoot, type Boots, hasTwin, isCopy } from '../../domain/probes/boots'
import type { Clock } from '../../domain/time/clock'
import { drawToken, isSignedQuestion, keyIdOf, readQuestion, signAnswer } from './signature'

/** Questions that are remembered; then a new challenge makes all of them old. */
const MOST_NONCES = 4_096

export function createRecognisePeer(now: Clock): RecognisePeer {
  let challenge = drawToken()
  const nonces = new Set<string>()
  const boots = new Map<string, Boots>()
  const ids = new Map<string, string>()

  function idOf(key: string): string {
    const known = ids.get(key) ?? keyIdOf(key)
    ids.set(key, known)
    return known
  }

  return {
    keyIdIn: header => readQuestion(header)?.keyId,
    known: (header, keys) => {
      const head = readQuestion(header)
      const found = head && keys.find(({ key }) => idOf(key) === head.keyId)
      return head && found && { ...found, head }
    },
    judge: ({ key, head }, path, body) => {
      if (!isSignedQuestion(key, head, path, body)) return 'forged'
      const mark = `${head.keyId} ${head.nonce}`
      if (!head.challenge.split(',').includes(challenge) || nonces.has(mark)) return 'stale'
      nonces.add(mark)
      if (nonces.size >= MOST_NONCES) {
        challenge = drawToken()
        nonces.clear()
      }
      return 'genuine'
    },
    sign: ({ key, head }, status, body) =>
      signAnswer(key, { at: now(), challenge }, head.nonce, status, body),
    twinsOf: ({ head }, { id, boot }) => {
      const who = `${head.keyId} ${id}`
      const known = afterBoot(boots.get(who) ?? { seen: [] }, boot, now())
      boots.set(who, known)
      return { isTwin: hasTwin(known, now()), isCopy: isCopy(known, boot, now()) }
    },
  }
}
