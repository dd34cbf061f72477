/** The search in the documents for owners, by words. */

export interface HelpSection {
  /** The anchor on the page. */
  readonly id: string
  readonly title: string
  /** Plain text in one line. */
  readonly text: string
}

export interface HelpPage {
  readonly name: string
  readonly title: string
  /** The first one has the title of the page. */
  readonly sections: readonly HelpSection[]
}

/** A part of an excerpt; `hit`: it is one of the words that were searched for. */
export interface Piece {
  readonly text: string
  readonly hit: boolean
}

export interface Found {
  readonly page: HelpPage
  readonly section: HelpSection
  readonly excerpt: readonly Piece[]
}

const MOST_FOUND = 20
const MOST_WORDS = 10
const EXCERPT = { before: 60, length: 220 }
/** A word in the title of a section, in that of its page, and each time in the text, up to `most`. */
const WORTH = { title: 10, page: 4, text: 1, most: 3 }

/**
 * The sections that have all words, each at the beginning of a word of theirs, best first; at most twenty. Capitals and signs do
 * not count.
 */
export function searchHelp(pages: readonly HelpPage[], query: string): readonly Found[] {
  const words = [...new Set(query.toLowerCase().match(/[\p{L}\p{N}]+/gu))].slice(0, MOST_WORDS)
  if (words.length === 0) return []
  const patterns = words.map(word => new RegExp(`(?<![\\p{L}\\p{N}])${word}`, 'giu'))
  return pages
    .flatMap(page =>
      page.sections.map(section => ({ page, section, worth: worthOf(page, section, patterns) })),
    )
    .filter(({ worth }) => worth > 0)
    .sort((one, other) => other.worth - one.worth)
    .slice(0, MOST_FOUND)
    .map(({ page, section }) => ({ page, section, excerpt: excerptOf(section.text, patterns) }))
}

/** Zero where one of the words is missing. */
function worthOf(page: HelpPage, { title, text }: HelpSection, patterns: readonly RegExp[]): number {
  const worths = patterns.map(pattern => {
    const inTitle = count(title, pattern)
    const inText = count(text, pattern)
    if (inTitle + inText === 0) return 0
    const inPage = count(page.title, pattern)
    return (
      Math.min(inTitle, 1) * WORTH.title +
      Math.min(inPage, 1) * WORTH.page +
      Math.min(inText, WORTH.most) * WORTH.text
    )
  })
  return worths.includes(0) ? 0 : worths.reduce((sum, worth) => sum + worth, 0)
}

const count = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

/** The text around the first of the words, with all of them marked. */
function excerptOf(text: string, patterns: readonly RegExp[]): readonly Piece[] {
  const first = Math.min(
    ...patterns.map(pattern => text.search(pattern)).filter(place => place >= 0),
    text.length,
  )
  const from =
    first <= EXCERPT.before || first === text.length ? 0 : text.indexOf(' ', first - EXCERPT.before) + 1
  const isCut = text.length > from + EXCERPT.length
  const shown = text.slice(from, from + EXCERPT.length).replace(isCut ? /\s+\S*$/ : /$/, '')
  const hits = patterns.flatMap(pattern => [...shown.matchAll(pattern)])
  const pieces: Piece[] = []
  let done = 0
  for (const { index, 0: word } of hits.sort((one, other) => one.index - other.index)) {
    if (index < done) continue
    pieces.push({ text: shown.slice(done, index), hit: false }, { text: word, hit: true })
    done = index + word.length
  }
  pieces.push({ text: shown.slice(done), hit: false })
  return [
    { text: from > 0 ? '… ' : '', hit: false },
    ...pieces,
    { text: isCut ? ' …' : '', hit: false },
  ].filter(piece => piece.text !== '')
}
