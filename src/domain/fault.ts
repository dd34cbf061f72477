/** A value that cannot be used: the key of its option, and the reason, in words that show how to mend it. */
export interface Fault {
  readonly key: string
  readonly reason: string
}
