/** A value that cannot be used: the option that it belongs to, and the reason, in words that say how to mend it. */
export interface Fault {
  readonly key: string
  readonly reason: string
}
