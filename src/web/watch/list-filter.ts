/** The filter of the list of checks, in its address and in its forms. */
import { alertingNobody } from '../../domain/watch/check-list'
import type { ListQuery } from '../../domain/watch/check-lists'
import { STATUSES, type Status } from '../../domain/watch/status'

export interface ListFilter {
  readonly status?: Status
  readonly tag?: string
  /** Only checks that alert nobody. */
  readonly channel?: 'none'
}

/** `given`: the query of an address, or the fields of a form. */
export function filterOf(given: Readonly<Record<string, unknown>>): ListFilter {
  const status = STATUSES.find(one => one === given.status)
  const { tag } = given
  return {
    ...(status && { status }),
    ...(typeof tag === 'string' && tag !== '' && { tag }),
    ...(given.channel === 'none' && { channel: 'none' }),
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

export function pageOf({ page: given }: Readonly<Record<string, unknown>>): number {
  const page = Number(given)
  return Number.isInteger(page) && page >= 1 ? page : 1
}

/** The address of a list with a filter; without a page, of its first one. */
export function linkOf(
  path: string,
  {
    status,
    tag,
    channel,
    page,
  }: { readonly [K in keyof ListFilter]?: ListFilter[K] | undefined } & {
    readonly page?: number
  },
): string {
  const query = new URLSearchParams()
  if (status !== undefined) query.set('status', status)
  if (tag !== undefined) query.set('tag', tag)
  if (channel !== undefined) query.set('channel', channel)
  if (page !== undefined && page > 1) query.set('page', String(page))
  const text = query.toString()
  return text === '' ? path : `${path}?${text}`
}
