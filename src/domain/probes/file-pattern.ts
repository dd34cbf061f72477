/** Patterns of files: a folder, perhaps with all below it, and a name with wildcards. Pure. */

export interface FilePattern {
  /** The folder in which to begin, without wildcards. */
  readonly folder: string
  /** Whether the folders below it count, too. */
  readonly deep: boolean
  /** Of the file's name. */
  readonly name: RegExp
}

/** Undefined for text of another form: wildcards stand in the last part, and `**` alone before it. */
export function parseFilePattern(text: string): FilePattern | undefined {
  if (!text.startsWith('/')) return undefined
  const parts = text.replace(/(?<!\/)\/+$/, '').split('/')
  const last = parts.at(-1) ?? ''
  const hasName = isWild(last) && last !== '**'
  const name = hasName ? last : '*'
  const folders = hasName ? parts.slice(0, -1) : parts
  const deep = folders.at(-1) === '**'
  const plain = deep ? folders.slice(0, -1) : folders
  if (plain.some(isWild)) return undefined
  return { folder: plain.join('/') || '/', deep, name: expressionOf(name) }
}

const isWild = (part: string) => /[*?]/.test(part)

/** As in a shell, a leading dot has to be written. */
function expressionOf(name: string): RegExp {
  const body = name
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${/^[*?]/.test(name) ? '(?!\\.)' : ''}${body}$`, 's')
}

export function filePatternProblem(text: string): string | undefined {
  if (!text.startsWith('/')) return 'has to be a whole path, such as /srv/photos/*.jpg'
  if (parseFilePattern(text) === undefined)
    return 'may have * and ? in its last part only, and ** alone before that: /srv/photos/**/*.jpg'
  return undefined
}

/** `3` (at least), `1-100`, `0-0`. */
export function parseCount(text: string): { readonly least: number; readonly most: number } | undefined {
  const [, least, most] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(text.trim()) ?? []
  if (least === undefined) return undefined
  const range = { least: Number(least), most: most === undefined ? Number.POSITIVE_INFINITY : Number(most) }
  return range.most < range.least ? undefined : range
}
