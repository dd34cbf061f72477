import { describe, expect, it } from 'vitest'
import { type HelpPage, searchHelp } from '../../../src/domain/appliance/help-search'

const PAGES: readonly HelpPage[] = [
  {
    name: 'channels',
    title: 'Channels',
    sections: [
      { id: 'channels', title: 'Channels', text: 'One way to reach people. Telegram is one.' },
      { id: 'telegram', title: 'Telegram', text: 'Make a bot, and give its token.' },
    ],
  },
  {
    name: 'mail',
    title: 'Mail',
    sections: [
      { id: 'mail', title: 'Mail', text: 'An account sends alerts.' },
      {
        id: 'gmail',
        title: 'Gmail',
        text: `It wants a password for programs. ${'More is said about that here. '.repeat(20)}The token is refused in the end, and (TOKEN) again. ${'And so on. '.repeat(40)}`,
      },
    ],
  },
]
const places = (query: string) =>
  searchHelp(PAGES, query).map(({ page, section }) => `${page.name}#${section.id}`)
const excerpt = (query: string) =>
  searchHelp(PAGES, query)[0]
    ?.excerpt.map(({ text, hit }) => (hit ? `[${text}]` : text))
    .join('')

describe('the search in the help', () => {
  it('finds the sections with a word, those first whose title it is in', () => {
    expect(places('telegram')).toEqual(['channels#telegram', 'channels#channels'])
  })

  it('wants all words, in any order and without capitals', () => {
    expect(places('TOKEN bot')).toEqual(['channels#telegram'])
    expect(places('bot account')).toEqual([])
  })

  it('takes the beginning of a word, and no part inside one', () => {
    expect(places('tele')).toEqual(['channels#telegram', 'channels#channels'])
    expect(places('gram')).toEqual([])
  })

  it.each([['', '  ', '-- ?', '.*', '(((']].flat())('finds nothing for %j, which has no word', query => {
    expect(places(query)).toEqual([])
  })

  it('takes signs of a pattern for what they are', () => {
    expect(places('tok.n')).toEqual([])
    expect(places('(bot|token)+')).toEqual(['channels#telegram'])
  })

  it('shows the text around the first of the words, all of them marked, cut between words', () => {
    expect(excerpt('bot token')).toBe('Make a [bot], and give its [token].')
    expect(excerpt('gmail token')).toMatch(
      /^… [^[]{20,60}The \[token\] is refused in the end, and \(\[TOKEN\]\) again\. .+ (And|so|on\.) …$/,
    )
  })

  it('shows the beginning of a section whose title alone has the word', () => {
    expect(excerpt('mail')).toBe('An account sends alerts.')
  })

  it('returns twenty places at most', () => {
    const sections = Array.from({ length: 50 }, (_, index) => ({
      id: `${index}`,
      title: `Part ${index}`,
      text: 'word',
    }))
    expect(searchHelp([{ name: 'long', title: 'Long', sections }], 'word')).toHaveLength(20)
  })
})
