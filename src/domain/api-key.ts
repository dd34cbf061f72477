/** Keys for programs that use the JSON API; the secret is shown once and kept as a hash alone. */

/** `read` sees no check's id, which is the secret of its check-ins. */
export const KEY_ACCESS = ['read', 'full'] as const
export type KeyAccess = (typeof KEY_ACCESS)[number]

export interface ApiKey {
  readonly id: string
  readonly name: string
  readonly access: KeyAccess
  readonly createdAt: number
}

/** Every call fails within two seconds when Redis does not answer. */
export interface ApiKeys {
  create(
    name: string,
    access: KeyAccess,
    now: number,
  ): Promise<{ readonly key: ApiKey; readonly secret: string }>
  /** Oldest first. */
  list(): Promise<readonly ApiKey[]>
  /** Whether there was one. */
  revoke(id: string): Promise<boolean>
  find(secret: string): Promise<ApiKey | undefined>
  /** 32 bytes, drawn once for this installation: what ids are derived from that must not tell the check's own. */
  installationSecret(): Promise<Buffer>
}
