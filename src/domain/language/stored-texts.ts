/** Translates texts that were made in English, such as stored ones and faults of the INI, where they are shown. */

/** Places whose values are texts of ours, and translated as well; every other value is the owner's, or a number. */
const WORDS = /^(?:reason|what|words|list|span|status|kind|when|then|why|sentence)\d*$/

/** A place for a name without a blank in it. */
const ONE_WORD = /^(?:host|program|code)\d*$/

/** Places for names of the owner's that were joined by `and`. None of those names has a blank in it. */
const JOINED = /^peers\d*$/

/** A place for a number. */
const NUMBER = /^n\d*$/

/** A text with places. */
interface Pattern {
  readonly text: string
  /** The lowest is tried first: that of the text with the most words of its own. */
  readonly rank: number
  readonly form: RegExp
  readonly names: readonly string[]
  /** Else it counts only where a place of it holds a text of ours. */
  readonly isTelling: boolean
}

/** The blank behind a sentence, or behind a part of one that could stand alone. */
const SENTENCE_END = /(?<=[.!?;]) /
/** A text whose parts are texts of ours is divided no deeper. */
const DEEPEST = 4
/** Translations that are kept. */
const MOST_KEPT = 1_000

/**
 * Returns a function that translates an English text as a whole, by a text with places, or sentence by sentence. It returns
 * others as they are.
 */
export function storedTexts(texts: ReadonlyMap<string, string>): (english: string) => string {
  let candidates: ((english: string) => readonly Pattern[]) | undefined
  const kept = new Map<string, string>()

  function translated(english: string, depth: number): string | undefined {
    const whole = texts.get(english)
    if (whole !== undefined || depth > DEEPEST) return whole
    candidates ??= patternsOf(texts)
    for (const pattern of candidates(english)) {
      const text = filled(pattern, english, depth)
      if (text !== undefined) return text
    }
    return inParts(english, SENTENCE_END, depth)
  }

  /** The text of the pattern; undefined where the English one is another text, as far as can be told. */
  function filled(
    { text, form, names, isTelling }: Pattern,
    english: string,
    depth: number,
  ): string | undefined {
    const values = form.exec(english)?.slice(1)
    if (values === undefined) return undefined
    // A short text is no frame around two sentences.
    if (!isTelling && values.some(value => SENTENCE_END.test(value))) return undefined
    const parts = names.map((name, i) => {
      const value = values[i] ?? ''
      if (NUMBER.test(name)) return value.replace('.', ',')
      if (JOINED.test(name)) return value.replaceAll(' and ', ` ${texts.get('and') ?? 'and'} `)
      return WORDS.test(name) ? partOf(name, value, depth + 1) : value
    })
    const hasOurs = names.some((name, i) => WORDS.test(name) && parts[i] !== values[i])
    if (!isTelling && !hasOurs) return undefined
    return text.replace(/\{(\w+)\}/g, (place, name: string) => parts[names.indexOf(name)] ?? place)
  }

  /** A reason may have the key of a setting before it. */
  function partOf(name: string, value: string, depth: number): string {
    const whole = translated(value, depth)
    if (whole !== undefined) return whole
    const [key] = (name === 'reason' && /^\w+: /.exec(value)) || []
    if (key !== undefined) {
      const rest = value.slice(key.length)
      return key + (translated(rest, depth) ?? rest)
    }
    return (name.startsWith('list') ? inParts(value, /(?<=,) | (?=and )/, depth) : undefined) ?? value
  }

  /** Translates each part by itself; undefined where none has a translation. */
  function inParts(english: string, between: RegExp, depth: number): string | undefined {
    const parts = english.split(between)
    if (parts.length < 2) return undefined
    const all = parts.map(part => translated(part, depth + 1) ?? ofList(part, depth + 1))
    return all.some(text => text !== undefined) ? all.map((text, i) => text ?? parts[i]).join(' ') : undefined
  }

  /** Translates `and late,`, a part of a list. */
  function ofList(part: string, depth: number): string | undefined {
    const [, start = '', words = '', end = ''] = /^(and |)(.*?)([,;]|)$/s.exec(part) ?? []
    const text = words === part ? undefined : translated(words, depth)
    return text === undefined
      ? undefined
      : `${start === '' ? '' : `${texts.get('and') ?? 'and'} `}${text}${end}`
  }

  return english => {
    const text = kept.get(english) ?? translated(english, 0) ?? english
    if (kept.size >= MOST_KEPT) kept.clear()
    kept.set(english, text)
    return text
  }
}

/** Returns a function that returns the texts with places that an English text may have come from. */
function patternsOf(texts: ReadonlyMap<string, string>): (english: string) => readonly Pattern[] {
  const byWord = new Map<string, Pattern[]>()
  const all = [...texts]
    .filter(([english]) => /\{\w+\}/.test(english) && !/<\w/.test(english))
    .map(([english, text]) => {
      const parts = english.split(/\{(\w+)\}/)
      return { english, text, parts, own: parts.filter((_, i) => i % 2 === 0).join('') }
    })
    .filter(({ parts, own }) => hasWords(parts, own) || isTelling(parts, own))
    .sort((a, b) => b.own.length - a.own.length)
  for (const [rank, { english, text, parts, own }] of all.entries()) {
    const word = longestWord(english)
    const pattern: Pattern = {
      text,
      rank,
      form: new RegExp(`^${parts.map(formOf).join('')}$`, 's'),
      names: parts.filter((_, i) => i % 2 === 1),
      isTelling: isTelling(parts, own),
    }
    byWord.set(word, [...(byWord.get(word) ?? []), pattern])
  }
  return english => {
    const words = new Set(['', ...(english.match(/[A-Za-z]+/g) ?? [])])
    return [...words].flatMap(word => byWord.get(word) ?? []).sort((a, b) => a.rank - b.rank)
  }
}

/** The longest word of a text that touches no place; empty where it has none. */
function longestWord(english: string): string {
  const words = english.replace(/\{\w+\}/g, '0').match(/(?<![A-Za-z0-9])[A-Za-z]+(?![A-Za-z0-9])/g) ?? []
  return words.reduce((longest, word) => (word.length > longest.length ? word : longest), '')
}

/** Whether it has words of its own, and a place for a text of ours. */
function hasWords(parts: readonly string[], own: string): boolean {
  return /[a-z)]/.test(own) && parts.some(part => WORDS.test(part))
}

/** Whether a text with such words of its own is hardly any other text. */
function isTelling(parts: readonly string[], own: string): boolean {
  if (parts.every((part, i) => i % 2 === 0 || NUMBER.test(part))) return true
  const letters = own.match(/[a-z]/gi)?.length ?? 0
  return letters > 6 || (letters === 0 && own.trim().length > 2)
}

function formOf(part: string, i: number): string {
  if (i % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  if (NUMBER.test(part)) return '(-?\\d[\\d.,]*)'
  return ONE_WORD.test(part) ? '(\\S+)' : '(.+?)'
}
