import { createHmac, randomBytes } from 'node:crypto'
import type { Passwords } from '../../../domain/access/ports'
import type { CheckPlan } from '../../../domain/watch/plan-fields'
import { createThrottle } from '../../access/throttle'
import { networkOf } from '../../net/addresses'
import { Refusal } from '../../pages/errors'
import { isSame } from '../../pages/form'

const MOST_KEPT = 10_000
const BUSY_RETRY_S = 3

interface Sender {
  readonly password: string | undefined
  readonly address: string
}

/**
 * Whether a sender may use a check: it needs the password of a check that has one. Verifying a hash of version 1.0 is slow,
 * so a password that was right is kept as a digest; an address that guesses has to pause.
 *
 * @throws Refusal while the address has to pause, or too many passwords are verified at once
 */
export type MayUse = (plan: CheckPlan, sender: Sender) => Promise<boolean>

export function createMayUse({ verify }: Pick<Passwords, 'verify'>): MayUse {
  const throttle = createThrottle()
  const key = randomBytes(32)
  /** The hash of a check -> the digest of its password. */
  const verified = new Map<string, string>()

  return async ({ passwordHash }, { password, address }) => {
    if (passwordHash === undefined) return true
    if (password === undefined) return false
    const digest = createHmac('sha256', key).update(password).digest('hex')
    if (isSame(verified.get(passwordHash) ?? '', digest)) return true
    const wait = await throttle.admit(address)
    if (wait > 0) throw new Refusal(429, 'too many wrong passwords', { retryAfter: wait })
    const claim = { kind: 'tag', from: networkOf(address), guesses: await throttle.guesses(address) } as const
    const verdict = await verify(password, passwordHash, claim)
    if (verdict === 'busy') {
      await throttle.takeBack(address)
      throw new Refusal(503, 'too many passwords at once', { retryAfter: BUSY_RETRY_S })
    }
    if (verdict === 'wrong') return false
    await throttle.forgive(address)
    if (verified.size >= MOST_KEPT) verified.clear()
    verified.set(passwordHash, digest)
    return true
  }
}
