/** Keys for programs that use the JSON API; the secret is shown once, and only its hash is kept. */

/** A `read` key does not see the ids of checks, which are the secrets of their check-ins. */
export const KEY_ACCESS = ['read', 'full'] as const
export type KeyAccess = (typeof KEY_ACCESS)[number]

export const ACCESS_WORDS: Readonly<Record<KeyAccess, string>> = { read: 'read-only', full: 'full' }

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly access: KeyAccess
  readonly createdAt: number
  /** Epoch milliseconds, from which on it is refused; undefined: never. */
  readonly expiresAt?: number
}

const DAY = 86_400_000

/** The choices of a key's life, with their words and their length in milliseconds. */
export const KEY_LIVES = {
  '30d': ['30 days', 30 * DAY],
  '90d': ['90 days', 90 * DAY],
  '1y': ['a year', 365 * DAY],
  never: ['ever, until it is revoked', undefined],
} as const satisfies Readonly<Record<string, readonly [string, number | undefined]>>
export type KeyLife = keyof typeof KEY_LIVES

export function isKeyLife(text: string): text is KeyLife {
  return Object.hasOwn(KEY_LIVES, text)
}

/** The end of a key that is made now; undefined: it never expires. */
export function endOfLife(life: KeyLife, now: number): number | undefined {
  const [, length] = KEY_LIVES[life]
  return length === undefined ? undefined : now + length
}

export function hasExpired({ expiresAt }: Pick<ApiKey, 'expiresAt'>, now: number): boolean {
  return expiresAt !== undefined && now >= expiresAt
}

export interface ListedKey extends ApiKey {
  /** Epoch milliseconds, up to ten minutes behind; undefined: never used. */
  readonly usedAt?: number
}

/** Every call fails within two seconds when Redis does not answer. */
export interface ApiKeys {
  create(
    name: string,
    access: KeyAccess,
    now: number,
    life?: KeyLife,
  ): Promise<{ readonly key: ApiKey; readonly secret: string }>
  /** Oldest first. */
  list(): Promise<readonly ListedKey[]>
  /** Returns whether there was such a key. */
  revoke(id: string): Promise<boolean>
  /** Returns the key that has this secret, and notes its use; `expired` for one whose time is over. */
  find(secret: string, now: number): Promise<ApiKey | 'expired' | undefined>
  /** 32 bytes, drawn once for this installation: the source of public ids that must not reveal the check's own. */
  installationSecret(): Promise<Buffer>
}

/** A SHA-256 hash in hexadecimal digits, by which a key is kept. */
export const API_KEY_HASH = /^[0-9a-f]{64}$/

/** The beginning of the hash identifies the key and reveals nothing of the secret. */
export function idOfHash(hash: string): string {
  return hash.slice(0, 16)
}

const MOST_KEYS = 100

/** The fault of a new key's name, as words that follow the name; undefined when it has none. */
export function keyNameProblem(name: string, others: readonly ApiKey[]): string | undefined {
  if (name.trim() === '') return 'is empty; give the key a name'
  if (name.length > 100 || /\p{Cc}/u.test(name)) return 'has to be plain text of at most 100 characters'
  if (others.some(key => key.name === name)) return 'is taken by another key'
  return others.length < MOST_KEYS
    ? undefined
    : `cannot be taken: there are ${MOST_KEYS} keys; revoke one first`
}
