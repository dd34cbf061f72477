import type { Fault } from '../../../domain/fault'

export const FAULTY = 'the request has faults'

/** Bad news that is not the store's. */
export class ApiError extends Error {
  readonly status: number
  /** As the API's contract names them. */
  readonly faults: readonly { readonly field: string; readonly reason: string }[] | undefined

  constructor(status: number, message: string, faults?: readonly Fault[]) {
    super(message)
    this.status = status
    this.faults = faults?.map(({ key, reason }) => ({ field: key, reason }))
  }
}
