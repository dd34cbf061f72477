/** Command lines as words: split as a shell splits them, with quotation marks, but for no shell. Pure. */

/** Signs that mean something to a shell alone, outside quotation marks. */
const FOR_A_SHELL = /[|&;<>`$*?(){}~]/

interface Split {
  readonly words: readonly string[]
  readonly fault?: string
}

/** The words of a line; the fault is why it cannot be split. */
export function splitWords(line: string): Split {
  const words: string[] = []
  let word: string | undefined
  let rest = line.trim()
  const fault = (reason: string): Split => ({ words: [], fault: reason })
  while (rest !== '') {
    const [piece = '', single, double, escaped, plain] =
      /^(?:'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)|\s+)/s.exec(rest) ?? []
    if (piece === '') return fault(rest.startsWith('\\') ? 'ends with a backslash' : OPEN_QUOTE)
    rest = rest.slice(piece.length)
    if (/^\s/.test(piece)) {
      if (word !== undefined) words.push(word)
      word = undefined
      continue
    }
    const sign = plain === undefined ? undefined : FOR_A_SHELL.exec(plain)?.[0]
    if (sign !== undefined)
      return fault(
        `has ${sign} outside quotation marks, which only a shell understands; quote it, or write sh -c '...'`,
      )
    // Inside double quotation marks a backslash escapes these only.
    word = (word ?? '') + (single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? plain ?? '')
  }
  if (word !== undefined) words.push(word)
  return { words }
}

const OPEN_QUOTE =
  'has a quotation mark that is not closed; in the INI, ; and # behind a blank begin a comment'

export function commandProblem(line: string): string | undefined {
  const { words, fault } = splitWords(line)
  if (fault !== undefined) return fault
  return words[0] === '' ? 'names no program' : undefined
}
