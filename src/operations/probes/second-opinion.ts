/** Asks peers to look once, too, before a failure takes a check down. Nothing waits longer than a few seconds for them. */

import type { Look } from '../../domain/probes/look'
import {
  hostsOf,
  OPINION_MS,
  type Opinion,
  type OpinionQuestion,
  opinionChoice,
  opinionQuestion,
  withOpinions,
} from '../../domain/probes/second-opinion'
import type { Clock } from '../../domain/time/clock'
import type { ProbedCheck } from '../../domain/watch/looks'

/** Peers that are asked about one failure, and failures that they are asked about at once: further ones do without. */
const MOST_PEERS = 3
const AT_ONCE = 3
/** A peer that did not answer in time is not asked for so long, milliseconds. */
const SILENT_MS = 60_000

export interface AskedPeer {
  readonly name: string
  /** Undefined: it has no opinion. */
  opinionOn(question: OpinionQuestion, signal: AbortSignal): Promise<Opinion | undefined>
}

export interface SecondOpinionPorts {
  readonly peers: () => Promise<readonly AskedPeer[]>
  /** Whether all addresses of the host are public ones. */
  readonly isPublic: (host: string) => Promise<boolean>
  /** Whether the check would go down by this failure. */
  readonly isDecisive: (id: string) => Promise<boolean>
  /** Milliseconds of a clock that nobody sets. */
  readonly steady: Clock
  readonly onError: (error: Error) => void
}

export function createSecondOpinion({ peers, isPublic, isDecisive, steady, onError }: SecondOpinionPorts) {
  /** By the peer's name: until when it is not asked. */
  const silentUntil = new Map<string, number>()
  let running = 0

  async function opinionOf(
    peer: AskedPeer,
    question: OpinionQuestion,
    signal: AbortSignal,
  ): Promise<Opinion | undefined> {
    // Until the answer is there: several failures at once must not wait for the same silence one after the other.
    silentUntil.set(peer.name, steady() + SILENT_MS)
    const opinion = await peer.opinionOn(question, signal)
    if (!signal.aborted) silentUntil.delete(peer.name)
    return opinion
  }

  async function lookWithPeers({ id, probe }: ProbedCheck, look: Look, signal: AbortSignal): Promise<Look> {
    const question = opinionQuestion(probe)
    if (question === undefined) return look
    const isAsked = ({ name }: AskedPeer) => steady() >= (silentUntil.get(name) ?? 0)
    const all = (await peers()).filter(isAsked).slice(0, MOST_PEERS)
    if (all.length === 0 || !(await isDecisive(id))) return look
    if (opinionChoice(probe) !== 'on') {
      const arePublic = await Promise.all(hostsOf(question).map(isPublic))
      if (arePublic.includes(false)) return look
    }
    const found = await Promise.all(
      all.map(peer => opinionOf(peer, question, signal).catch(error => void onError(error as Error))),
    )
    return withOpinions(
      look,
      found.filter(opinion => opinion !== undefined),
    )
  }

  /** The look with the opinions of the peers, where it is a failure by which the check goes down; the same look otherwise. */
  return async (check: ProbedCheck, look: Look): Promise<Look> => {
    if (look.answer !== 'failure' || running >= AT_ONCE) return look
    running++
    const abort = new AbortController()
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Look>(resolve => {
      timer = setTimeout(() => {
        abort.abort()
        resolve(look)
      }, OPINION_MS)
    })
    try {
      return await Promise.race([lookWithPeers(check, look, abort.signal), late])
    } catch (error) {
      onError(error as Error)
      return look
    } finally {
      clearTimeout(timer)
      running--
    }
  }
}
