/** The filter of the list of checks and its order, in its address and in its forms. */
import { alertingNobody } from '../../domain/watch/check-list'
import { type ListQuery, ORDERS, type Order, type Search } from '../../domain/watch/check-lists'
import { searchWords } from '../../domain/watch/search-text'
import { STATUSES, type Status } from '../../domain/watch/status'

export interface ListFilter {
  readonly status?: Status
  readonly tag?: string
  /** Only checks that alert nobody. */
  readonly channel?: 'none'
  /** The words that were typed into the search field. */
  readonly q?: string
  /** Missing for the usual order, the worst first. */
  readonly sort?: Exclude<Order, 'worst'>
}

/** Characters of a search. */
const MOST_TYPED = 100

/** `given`: the query of an address, or the fields of a form. */
export function filterOf(given: Readonly<Record<string, unknown>>): ListFilter {
  const status = STATUSES.find(one => one === given.status)
  const sort = ORDERS.find(one => one === given.sort)
  const { tag, q } = given
  const typed = typeof q === 'string' ? q.trim().slice(0, MOST_TYPED) : ''
  return {
    ...(status && { status }),
    ...(typeof tag === 'string' && tag !== '' && { tag }),
    ...(given.channel === 'none' && { channel: 'none' }),
    ...(typed !== '' && { q: typed }),
    ...(sort !== undefined && sort !== 'worst' && { sort }),
  }
}

/** The query for the lists of checks. `existing`: the names of the channels; undefined while they are not known. */
export function listQuery(
  { status, tag, channel }: ListFilter,
  existing: readonly string[] | undefined,
): ListQuery {
  return {
    ...(status !== undefined && { status }),
    ...(tag !== undefined && { tags: [tag] }),
    ...(channel !== undefined && { channels: alertingNobody(existing) }),
  }
}

/** The same with the words of a search. */
export function searchOf(filter: ListFilter, existing: readonly string[] | undefined): Search {
  return { ...listQuery(filter, existing), words: searchWords(filter.q ?? '') }
}

export function pageOf({ page: given }: Readonly<Record<string, unknown>>): number {
  const page = Number(given)
  return Number.isInteger(page) && page >= 1 ? page : 1
}

/** The parts of an address, in their order. */
const PARTS = ['status', 'tag', 'channel', 'q', 'sort'] as const satisfies readonly (keyof ListFilter)[]

/** The address of a list with a filter; without a page, of its first one. */
export function linkOf(
  path: string,
  filter: { readonly [K in keyof ListFilter]?: ListFilter[K] | undefined } & { readonly page?: number },
): string {
  const query = new URLSearchParams()
  for (const part of PARTS) {
    const value = filter[part]
    if (value !== undefined) query.set(part, value)
  }
  const { page = 1 } = filter
  if (page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
