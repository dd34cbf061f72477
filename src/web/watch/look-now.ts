/** **Look now**: what a probe sees, before anything is saved. */

import type { Request, Response } from 'express'
import { mark, t, tStored } from '../../domain/language/text'
import type { Look } from '../../domain/probes/look'
import type { Probe } from '../../domain/probes/probe'
import type { PlanFault } from '../../domain/watch/check-plan'
import { faultsOfProbe } from '../../domain/watch/probe-field'
import type { AppPorts } from '../ports'
import { durationWords } from './duration-words'

/** Looks of all sessions at the same time. */
const AT_ONCE = 5
/** Characters of a program's or a service's last words that are shown. */
const OUTPUT_END = 2_000

const ANSWERS = {
  success: {
    words: mark('Success'),
    tone: 'ok',
    meaning: mark('Nothing is saved: the check would be up.'),
    part: mark('{name}: success, {what}'),
  },
  failure: {
    words: mark('Failure'),
    tone: 'bad',
    meaning: mark('Nothing is saved: this would count as a failure.'),
    part: mark('{name}: failure, {what}'),
  },
  blind: {
    words: mark('Could not look'),
    tone: 'warn',
    meaning: mark('Nothing is saved: this would be no failure of what is looked at.'),
    part: mark('{name}: could not look, {what}'),
  },
} as const

export interface ShownLook {
  readonly words: string
  readonly tone: string
  readonly meaning: string
  readonly detail: string
  readonly warning: string | undefined
  readonly took: string | undefined
  readonly phases: readonly (readonly [name: string, took: string])[]
  readonly output: string | undefined
  readonly parts: readonly string[]
}

export type LookedNow =
  | { readonly faults: readonly PlanFault[] }
  | { readonly looked: ShownLook }
  /** Other looks have to end first. */
  | { readonly busy: string }

/** Looks once with a probe as it was typed; one look at a time for each session. */
export function createLooker({ lookNow }: Pick<AppPorts, 'lookNow'>) {
  const running = new Set<string>()

  return async (
    { sessionID }: Request,
    response: Response,
    { probe, faults: misread }: { readonly probe: Probe | undefined; readonly faults: readonly PlanFault[] },
  ): Promise<LookedNow> => {
    const found = probe === undefined ? [] : faultsOfProbe(probe, 'page')
    const faults = [...misread, ...found.map(fault => ({ key: 'probe', ...fault }))]
    if (probe === undefined || faults.length > 0) return { faults }
    if (running.has(sessionID))
      return { busy: t('Another look of yours is under way. Wait until it has ended.') }
    if (running.size >= AT_ONCE) return { busy: t('Too many looks are under way. Try again in a minute.') }
    running.add(sessionID)
    const left = new AbortController()
    response.once('close', () => left.abort())
    try {
      return { looked: shown(await lookNow(probe, left.signal)) }
    } finally {
      running.delete(sessionID)
    }
  }
}

function shown({ answer, detail, warning, took, phases = {}, output, parts = [] }: Look): ShownLook {
  const { words, tone, meaning } = ANSWERS[answer]
  return {
    words: t(words),
    tone,
    meaning: t(meaning),
    detail: tStored(detail),
    warning: warning && tStored(warning),
    took: took === undefined ? undefined : durationWords(took),
    phases: Object.entries(phases).map(([name, ms]) => [tStored(name), durationWords(ms)] as const),
    output: output?.trim() ? output.trimEnd().slice(-OUTPUT_END) : undefined,
    parts: parts.map(part => t(ANSWERS[part.answer].part, { name: part.name, what: tStored(part.detail) })),
  }
}
