/** The address and the fields of a check-in, and values that several conventions share. Pure. */

export interface Address {
  /** The segments of the path behind the convention's prefix, decoded. */
  readonly parts: readonly string[]
  /** The fields of the query and of the body, by names in small letters. Undefined without any, as with most check-ins. */
  readonly fields: URLSearchParams | undefined
}

const SLASH = 47

/**
 * Divides a request's target from the index `from` on, and adds the fields of its body. A slash at the end of the path
 * counts for nothing.
 */
export function addressOf(url: string, from: number, posted?: URLSearchParams): Address {
  const mark = url.indexOf('?', from)
  let end = mark < 0 ? url.length : mark
  if (end > from && url.charCodeAt(end - 1) === SLASH) end--
  const parts = url.slice(from, end).split('/')
  const query = mark < 0 ? undefined : new URLSearchParams(url.slice(mark + 1))
  return {
    parts: url.includes('%') ? parts.map(decoded) : parts,
    fields: query || posted ? fieldsOf(query, posted) : undefined,
  }
}

function fieldsOf(query: Iterable<Field> = [], posted: Iterable<Field> = []): URLSearchParams | undefined {
  const named = [...query, ...posted].map(([name, value]) => [name.toLowerCase(), value])
  return named.length === 0 ? undefined : new URLSearchParams(named)
}

type Field = [name: string, value: string]

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** All values of a field, since a query and a body may contradict each other; without blanks around them, and without empty ones. */
export function valuesOf(fields: URLSearchParams | undefined, name: string): readonly string[] {
  return fields?.getAll(name).flatMap(value => value.trim() || []) ?? []
}

export function exitCodeOf(text: string): { readonly exitCode?: number } {
  return /^-?\d{1,9}$/.test(text) ? { exitCode: Number(text) } : {}
}

export function messageOf(text: string | null | undefined, most: number): { readonly message?: string } {
  return text ? { message: text.slice(0, most) } : {}
}
