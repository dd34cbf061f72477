import type { JsonFault } from '../../../domain/watch/check-json'

export const FAULTY = 'the request has faults'

/** Bad news that is not the store's. */
export class ApiError extends Error {
  readonly status: number
  readonly faults: readonly JsonFault[] | undefined

  constructor(status: number, message: string, faults?: readonly JsonFault[]) {
    super(message)
    this.status = status
    this.faults = faults
  }
}
