/** Codes of authenticators, by the vectors of RFC 6238, and those for whoever has lost his. */
import { describe, expect, it } from 'vitest'
import { createOneTimeCodes } from '../../../src/io/access/one-time-codes'

/** The secret of RFC 6238 (appendix B) in base 32. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const codes = createOneTimeCodes()

describe('a code', () => {
  it.each([
    ['287082', 59_000, 1],
    ['081804', 1_111_111_109_000, 37_037_036],
    ['050471', 1_111_111_111_000, 37_037_037],
    ['005924', 1_234_567_890_000, 41_152_263],
  ])('%s is that of its half minute', async (code, now, step) => {
    expect(await codes.stepOf(code, SECRET, now)).toBe(step)
  })

  it('counts a half minute before its own and after it, and no longer', async () => {
    const steps = [-31_000, -1_000, 0, 29_999, 30_000, 59_999, 60_000].map(shift =>
      codes.stepOf('287082', SECRET, 30_000 + shift),
    )
    expect(await Promise.all(steps)).toEqual([undefined, 1, 1, 1, 1, 1, undefined])
  })

  it('may have blanks in it, and nothing else but six digits', async () => {
    const of = (code: string) => codes.stepOf(code, SECRET, 59_000)
    expect(await Promise.all(['287 082', ' 2 8 7 0 8 2\n'].map(of))).toEqual([1, 1])
    for (const code of ['', '28708', '2870820', 'x287082', '287082x', '94287082', '287083', '287-082'])
      expect([code, await of(code)]).toEqual([code, undefined])
  })
})

it('a secret has 160 bits, and is another one each time', async () => {
  const [one, other] = [await codes.makeSecret(), await codes.makeSecret()]
  expect(one).toMatch(/^[A-Z2-7]{32}$/)
  expect(one).not.toBe(other)
})

it('the link for an authenticator has the secret, and whose it is', async () => {
  const link = new URL(await codes.linkOf(SECRET, 'jo', 'pi.local'))
  expect([link.protocol, link.host, decodeURIComponent(link.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Heartbeat pi.local:jo',
  ])
  expect(Object.fromEntries(link.searchParams)).toEqual({
    ...{ issuer: 'Heartbeat pi.local', secret: SECRET, algorithm: 'SHA1', digits: '6', period: '30' },
  })
})

describe('recovery codes', () => {
  it('are eight of four groups, without characters that look alike, and other ones each time', () => {
    const made = codes.makeRecoveryCodes()
    expect(made).toHaveLength(8)
    for (const code of made) expect(code).toMatch(/^([a-km-z2-9]{6}-){3}[a-km-z2-9]{6}$/)
    expect(new Set([...made, ...codes.makeRecoveryCodes()]).size).toBe(16)
  })

  it('are known by a hash, however they are written', () => {
    // The beginning of the SHA-256 of "abc" (FIPS 180-2) in base 64.
    const hash = 'ungWv48Bz-pBQUDeXa4iI7'
    expect(['abc', 'ABC', ' a-b c\n'].map(codes.recoveryHash)).toEqual([hash, hash, hash])
    expect(codes.recoveryHash('abc1')).not.toBe(hash)
  })
})
