/** Finds the texts of a page that its language leaves out, by a language that puts marks around each translated text. */
import type { Catalogue } from '../../src/domain/language/language'

/** Each text in marks, and its places in other ones: `⟦Made ⟪{time}⟫⟧`. */
export function marked(catalogue: Catalogue): Catalogue {
  const inMarks = (english: string) =>
    `⟦${english.replace(/<[^>]*>|\{\w+\}/g, part => (part.startsWith('{') ? `⟪${part}⟫` : part))}⟧`
  return Object.fromEntries(Object.keys(catalogue).map(english => [english, inMarks(english)]))
}

/** Elements whose content is no text of ours, or looks the same in each language. */
const NO_TEXT = /^(?:script|style|code|pre|kbd|time|textarea)$/
const VOID = /^(?:meta|link|input|br|img|hr|path|circle|rect|line|polyline|use|wbr)$/
/** Attributes that a person sees or hears. */
const SHOWN = /^(?:title|alt|aria-label|aria-description|placeholder|label|data-none)$/
const BUTTON = /type="(?:submit|button|reset)"/
/** An address of the web, also behind the kind of its probe. */
const URLS = /(?:\bhttp )?https?:\/\/\S*/g
/** A place that a text is about, as in a template of the owner's. */
const PLACE = /\{\w+\}/g
/** A span of time, whose units are the same in each language. */
const AMOUNT = /\b\d[\d.,]* ?(?:ms|min)\b/g
/** The name of a check as addresses have it. */
const SLUG = /[a-z0-9]+(?:-[a-z0-9]+){2,}/g
/** An address of the fixtures, of a mail account or a machine. */
const ADDRESS = /\S+@\S+\.\w+/g

/** Texts of figures and signs, also with units that are the same in each language. */
const FIGURES =
  /^(?:[^\p{L}]|(?<!\p{L})(?:ms|s|min|m|h|d|kB|MB|GB|TB|C|UTC|GMT|https?|redis|valkey|IMAP|SMTP|MQTT|SHA|INI)(?!\p{L}))*$/u

/**
 * Returns the texts outside of marks. Inside a text only the values of its places are looked at: those with a word that our
 * own texts have, since every other one is the owner's.
 *
 * @param ours the words of our texts, in small letters
 * @param owners texts of the owner that have such words
 */
export function leftOut(
  html: string,
  ours: ReadonlySet<string>,
  owners: readonly string[],
): readonly string[] {
  const found: string[] = []
  const open: { readonly name: string; readonly isHidden: boolean }[] = []
  const inText = readerOf(ours, owners)
  const isHidden = () => open.at(-1)?.isHidden === true
  for (const [token] of html.matchAll(/<!--.*?-->|<!doctype[^>]*>|<\/?[a-z][^>]*>|[^<]+|</gis)) {
    const [, end, name = '', attributes = ''] = /^<(\/?)([a-z][\w-]*)(.*)>$/is.exec(token) ?? []
    if (name === '') {
      if (!token.startsWith('<')) found.push(...inText(decoded(token), isHidden()))
    } else if (end !== '') {
      const from = open.findLastIndex(each => each.name === name)
      if (from >= 0) open.splice(from)
    } else {
      const hides = isHidden() || NO_TEXT.test(name) || attributes.includes('translate="no"')
      if (!hides)
        found.push(...attributesOf(name, attributes).flatMap(text => readerOf(ours, owners)(text, false)))
      if (!VOID.test(name) && !attributes.endsWith('/')) open.push({ name, isHidden: hides })
    }
  }
  return found
}

function attributesOf(name: string, attributes: string): readonly string[] {
  const all = [...attributes.matchAll(/([\w-]+)="([^"]*)"/g)]
  return all
    .filter(
      ([, key = '']) => SHOWN.test(key) || (key === 'value' && name === 'input' && BUTTON.test(attributes)),
    )
    .map(([, , value = '']) => decoded(value))
}

/** Reads a page's texts one after the other: a marked text may go through several elements. */
function readerOf(ours: ReadonlySet<string>, owners: readonly string[]) {
  const marks: string[] = []
  return (text: string, isHidden: boolean): readonly string[] => {
    const found: string[] = []
    for (const part of text.split(/([⟦⟧⟪⟫])/)) {
      if (part === '⟦' || part === '⟪') marks.push(part)
      else if (part === '⟧' || part === '⟫') marks.pop()
      else if (isHidden || marks.at(-1) === '⟦') continue
      else if (
        marks.length === 0
          ? !FIGURES.test(part.replace(ADDRESS, '').replace(URLS, ''))
          : hasOurs(part, ours, owners)
      )
        found.push(part.trim())
    }
    return found
  }
}

function hasOurs(value: string, ours: ReadonlySet<string>, owners: readonly string[]): boolean {
  const rest = owners.reduce(
    (text, own) => text.replaceAll(own, ''),
    value.replace(URLS, '').replace(SLUG, '').replace(AMOUNT, '').replace(PLACE, ''),
  )
  return (rest.match(/[A-Za-z]{3,}/g) ?? []).some(word => ours.has(word.toLowerCase()))
}

/** The words of a catalogue's English texts, without markup. */
export function wordsOf(catalogue: Catalogue): ReadonlySet<string> {
  const words = Object.keys(catalogue).flatMap(
    english =>
      english
        .replace(URLS, ' ')
        .replace(/<code>.*?<\/code>|<[^>]*>|\{\w+\}/g, ' ')
        .match(/[A-Za-z]{3,}/g) ?? [],
  )
  return new Set(words.map(word => word.toLowerCase()))
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' }

function decoded(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (entity, code?: string, name = '') =>
    code === undefined ? (ENTITIES[name] ?? entity) : String.fromCodePoint(Number(code)),
  )
}
