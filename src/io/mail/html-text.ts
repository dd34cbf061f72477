/** The text of HTML as a reader sees it. */

/** Of the characters from 160 to 255, in their order. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'
const OTHERS = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", euro: '€', hellip: '…', ndash: '–', mdash: '—' },
  ...{ lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', bull: '•', trade: '™' },
}
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...LATIN.split(' ').map((name, index) => [name, String.fromCharCode(160 + index)] as const),
  ...Object.entries(OTHERS),
  ['nbsp', ' '],
])
const ENTITY = /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi
const LAST_CHARACTER = 0x10ffff

/** Elements whose content no reader sees. */
const UNSEEN = /^(style|script|head|title)\b/i
const ENDS_LINE = /^(br|\/p|\/div|\/tr|\/li|\/h\d|\/?pre)\b/i
const ENDS_CELL = /^\/t[dh]\b/i
const COMMENT = { begin: '<!--', end: '-->' } as const

/** The text without its tags, in one pass however broken the HTML is. */
export function withoutTags(html: string): string {
  // Other capital letters may be longer in small ones.
  const lower = html.replace(/[A-Z]+/g, letters => letters.toLowerCase())
  const seen: string[] = []
  let isPre = false
  const see = (text: string) => void seen.push(isPre ? text : text.replace(/\s+/g, ' '))
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (open < 0) break
    see(html.slice(at, open))
    const isComment = html.startsWith(COMMENT.begin, open)
    const close = html.indexOf(isComment ? COMMENT.end : '>', open)
    if (close < 0) return readable(seen.join(''))
    const tag = isComment ? '' : html.slice(open + 1, Math.min(close, open + 20))
    const [, unseen] = UNSEEN.exec(tag) ?? []
    const end = unseen === undefined ? open : lower.indexOf(`</${unseen.toLowerCase()}`, close)
    if (end < 0) return readable(seen.join(''))
    at = unseen === undefined ? close + (isComment ? COMMENT.end.length : 1) : end
    if (/^\/?pre\b/i.test(tag)) isPre = !tag.startsWith('/')
    if (ENDS_LINE.test(tag)) seen.push('\n')
    if (ENDS_CELL.test(tag)) seen.push(' ')
  }
  see(html.slice(at))
  return readable(seen.join(''))
}

function readable(text: string): string {
  const lines = text
    .replace(ENTITY, (whole, decimal?: string, hex?: string, name = '') =>
      name === ''
        ? (characterAt(decimal === undefined ? Number(`0x${hex}`) : Number(decimal)) ?? whole)
        : (ENTITIES.get(name) ?? ENTITIES.get(name.toLowerCase()) ?? whole),
    )
    .split('\n')
    .map(line => line.trim())
  return lines.filter((line, index) => line !== '' || lines[index - 1] !== '').join('\n')
}

function characterAt(code: number): string | undefined {
  if (code > LAST_CHARACTER) return undefined
  return code < 32 ? ' ' : String.fromCodePoint(code)
}
