/** Keys for programs that use the JSON API; the secret is shown once and kept as a hash alone. */

/** `read` sees no check's id, which is the secret of its check-ins. */
export const KEY_ACCESS = ['read', 'full'] as const
export type KeyAccess = (typeof KEY_ACCESS)[number]

export const ACCESS_WORDS: Readonly<Record<KeyAccess, string>> = { read: 'read-only', full: 'full' }

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly access: KeyAccess
  readonly createdAt: number
}

export interface ListedKey extends ApiKey {
  /** Epoch milliseconds, as much as ten minutes ago when it was used just now; undefined: never. */
  readonly usedAt?: number
}

/** Every call fails within two seconds when Redis does not answer. */
export interface ApiKeys {
  create(
    name: string,
    access: KeyAccess,
    now: number,
  ): Promise<{ readonly key: ApiKey; readonly secret: string }>
  /** Oldest first. */
  list(): Promise<readonly ListedKey[]>
  /** Whether there was one. */
  revoke(id: string): Promise<boolean>
  /** The key that has this secret; it is used with that. */
  find(secret: string, now: number): Promise<ApiKey | undefined>
  /** 32 bytes, drawn once for this installation: what ids are derived from that must not tell the check's own. */
  installationSecret(): Promise<Buffer>
}

const MOST_KEYS = 100

/** What is wrong with a new key's name, in words that go on after it; undefined when it is fine. */
export function keyNameProblem(name: string, others: readonly ApiKey[]): string | undefined {
  if (name.trim() === '') return 'is empty; give the key a name'
  if (name.length > 100 || /\p{Cc}/u.test(name)) return 'has to be plain text of at most 100 characters'
  if (others.some(key => key.name === name)) return 'is taken by another key'
  return others.length < MOST_KEYS
    ? undefined
    : `cannot be taken: there are ${MOST_KEYS} keys; revoke one first`
}
