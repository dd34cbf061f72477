/** Regular expressions in settings: as they are, or as `/.../i` with flags. Pure. */

/** Whether the expression matches; undefined when that takes too long. */
export type MatchInTime = (pattern: RegExp, text: string) => boolean | undefined

/** @throws SyntaxError for an expression that JavaScript does not take */
export function patternOf(text: string): RegExp {
  const [, inner, flags] = /^\/(.+)\/([imsu]*)$/.exec(text) ?? []
  return inner === undefined ? new RegExp(text) : new RegExp(inner, flags)
}

export function patternProblem(text: string): string | undefined {
  try {
    patternOf(text)
    return undefined
  } catch (error) {
    const reason = (error as Error).message.replace(/^Invalid regular expression: .*: /, '')
    return `is no regular expression (${reason})`
  }
}
