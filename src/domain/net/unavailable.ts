/** The store cannot serve now: it is away, takes no writes, or did not answer in time. The message is for people. */
export class StoreUnavailable extends Error {
  override name = 'StoreUnavailable'
}
