/** command: a program of the owner's succeeds; lines of its output may be checks of their own. */

import type { Look, Prober, ProgramEnd } from '../domain/probes/look'
import { oneLine, reportedParts } from '../domain/probes/reported-parts'
import { splitWords } from '../domain/probes/words'
import { lastBytes } from '../domain/shorten'

/** The exit code for a temporary failure (sysexits.h): the program itself could not look. */
const COULD_NOT_LOOK = 75
/** Bytes of the output that are kept with the signal, and characters of the line that stands in the sentence. */
const KEPT = 4_000
const LONGEST_LINE = 200

export const command: Prober = async ({ target, signal }, { job, find }) => {
  const { words, fault } = splitWords(target)
  const [name, ...args] = words
  if (name === undefined) return { answer: 'blind', detail: `the command ${fault ?? 'names no program'}` }
  const place = await find(name)
  if ('refused' in place) return { answer: 'blind', detail: place.refused }
  const begun = performance.now()
  const end = await job([place.program, ...args], { signal })
  const ran = performance.now() - begun
  return lookOf(name, end, ran, signal.aborted)
}

/** Judges how a program ended. */
function lookOf(name: string, end: ProgramEnd, ran: number, isOverTime: boolean): Look {
  if ('reason' in end) return { answer: 'blind', detail: end.reason }
  const output = lastBytes([end.stdout, end.stderr].filter(text => text !== '').join('\n'), KEPT).trim()
  const last = oneLine(
    `${end.stdout}\n${end.stderr}`.trim().split('\n').at(-1)?.split('\t').join(' ') ?? '',
    LONGEST_LINE,
  )
  const { parts, lost } = reportedParts(end.stdout)
  const known = {
    ran,
    ...(end.kind === 'exited' && !isOverTime && { exitCode: end.code }),
    ...(parts.length > 0 && { parts }),
    ...(output !== '' && { output }),
    ...(lost !== undefined && { warning: lost }),
  }
  if (isOverTime)
    return { answer: 'failure', detail: `${name} did not end in time, and was stopped`, ...known }
  if (end.kind === 'killed')
    return { answer: 'failure', detail: `${name} was ended by ${end.signal}`, ...known }
  const isTold = last !== '' && parts.length === 0
  if (end.code === 0)
    return {
      answer: 'success',
      detail:
        parts.length > 0
          ? `${name} reported on ${parts.length}`
          : `${name} succeeded${isTold ? `: ${last}` : ''}`,
      ...known,
    }
  const answer = end.code === COULD_NOT_LOOK ? 'blind' : 'failure'
  return { answer, detail: `${name} ended with exit code ${end.code}${isTold ? `: ${last}` : ''}`, ...known }
}
