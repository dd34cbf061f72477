/** Words and ends of programs that channels run. */
import type { ProgramEnd } from '../domain/probes/look'

/** A text as one word of a command: without line ends, NUL and other controls. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
}

/** Whether the program was not started at all. */
export function isRefused(end: ProgramEnd): end is Extract<ProgramEnd, { reason: string }> {
  return 'reason' in end
}
