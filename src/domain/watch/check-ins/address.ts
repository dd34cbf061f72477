/** The address of a check-in, divided into its parts; and values of its query that several conventions share. Pure. */

export interface Address {
  /** The segments of the path behind the convention's prefix, decoded. */
  readonly parts: readonly string[]
  /** Undefined without a query, as with most check-ins. */
  readonly query: URLSearchParams | undefined
}

const SLASH = 47

/** Divides a request's target from the index `from` on. A slash at the end of the path counts for nothing. */
export function addressOf(url: string, from: number): Address {
  const mark = url.indexOf('?', from)
  let end = mark < 0 ? url.length : mark
  if (end > from && url.charCodeAt(end - 1) === SLASH) end--
  const query = mark < 0 ? undefined : new URLSearchParams(url.slice(mark + 1))
  const parts = url.slice(from, end).split('/')
  return { parts: url.includes('%') ? parts.map(decoded) : parts, query }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

export function exitCodeOf(text: string): { readonly exitCode?: number } {
  return /^\d{1,9}$/.test(text) ? { exitCode: Number(text) } : {}
}

export function messageOf(text: string | null | undefined, most: number): { readonly message?: string } {
  return text ? { message: text.slice(0, most) } : {}
}
