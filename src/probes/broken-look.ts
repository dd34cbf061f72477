/** Errors of connections as looks: which are the target's fault, and which only mean that nothing could be seen from here. */

import type { Look } from '../domain/probes/look'

/** Codes by which our own side could not look, with their sentences. */
const OURS: Readonly<Record<string, string>> = {
  EAI_AGAIN: 'the name server does not answer',
  ENETUNREACH: 'no network here leads to it',
  ENETDOWN: 'the network here is down',
  EADDRNOTAVAIL: 'this machine has no address to reach it from',
  EMFILE: 'this program has too many open files',
  ENFILE: 'this machine has too many open files',
  ENOBUFS: 'this machine has no room for another connection',
  EACCES: 'this machine does not allow the connection',
  EPERM: 'this machine does not allow the connection',
}

const THEIRS: Readonly<Record<string, string>> = {
  ECONNREFUSED: '{target} refuses connections',
  ECONNRESET: '{target} closed the connection',
  EPIPE: '{target} closed the connection',
  EHOSTUNREACH: '{target} cannot be reached',
  EHOSTDOWN: '{target} cannot be reached',
  ETIMEDOUT: '{target} does not answer',
  ENOTFOUND: '{target} has no address: its name is unknown',
  ENODATA: '{target} has no address: its name is unknown',
}

/** `target` names what was looked at, for the sentence; an aborted `signal` is the cause of whatever followed. */
export function brokenLook(error: Error, target: string, signal: AbortSignal): Look {
  if (signal.aborted) return { answer: 'failure', detail: `${target} did not answer in time` }
  // With several addresses each has an error of its own; the target's word counts before ours.
  const errors: readonly Error[] = error instanceof AggregateError ? error.errors : [error]
  const codes = errors.map(each => (each as NodeJS.ErrnoException).code ?? '')
  const theirs = codes.map(code => THEIRS[code]).find(words => words !== undefined)
  if (theirs !== undefined) return { answer: 'failure', detail: theirs.replace('{target}', () => target) }
  const ours = codes.map(code => OURS[code]).find(words => words !== undefined)
  if (ours !== undefined) return { answer: 'blind', detail: ours }
  return { answer: 'failure', detail: `${target}: ${error.message}` }
}
