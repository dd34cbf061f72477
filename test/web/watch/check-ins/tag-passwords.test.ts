import { expect, it } from 'vitest'
import type { Passwords } from '../../../../src/domain/access/ports'
import { planOf } from '../../../../src/domain/watch/check-plan'
import { createPasswords } from '../../../../src/io/access/password-hashing'
import { createMayUse } from '../../../../src/web/watch/check-ins/tag-passwords'

const passwords = createPasswords()
const checkWith = (password: string) => planOf({ name: 'tag', passwordHash: passwords.hashForTag(password) })
const ADDRESS = '192.0.2.1'

/** Counts the passwords that are compared; `isBusy` stands for a full line. */
function counted() {
  const made = { compared: 0, isBusy: false }
  const verify: Passwords['verify'] = async (...tried) => {
    if (made.isBusy) return 'busy'
    made.compared++
    return await passwords.verify(...tried)
  }
  return { made, mayUse: createMayUse({ verify }) }
}

it('a password that was not compared, since too many came at once, is no guess', async () => {
  const { made, mayUse } = counted()
  const check = checkWith('right')
  made.isBusy = true
  for (let n = 0; n < 20; n++)
    await expect(mayUse(check, { password: 'right', address: ADDRESS })).rejects.toMatchObject({
      status: 503,
      details: { retryAfter: 3 },
    })
  made.isBusy = false
  expect(await mayUse(check, { password: 'right', address: ADDRESS })).toBe(true)
})

it('a right password is compared once, and again after the check got another', async () => {
  const { made, mayUse } = counted()
  const [check, changed] = [checkWith('right'), checkWith('other')]
  for (let n = 0; n < 3; n++) expect(await mayUse(check, { password: 'right', address: ADDRESS })).toBe(true)
  expect(made.compared).toBe(1)
  expect(await mayUse(changed, { password: 'right', address: ADDRESS })).toBe(false)
  expect(made.compared).toBe(2)
  expect(await mayUse(check, { password: 'wrong', address: ADDRESS })).toBe(false)
  expect(made.compared).toBe(3)
})

it('the right passwords of two checks are each compared once, by turns as well', async () => {
  const { made, mayUse } = counted()
  const checks = [['one', checkWith('one')] as const, ['two', checkWith('two')] as const]
  for (let n = 0; n < 3; n++)
    for (const [password, check] of checks)
      expect(await mayUse(check, { password, address: ADDRESS })).toBe(true)
  expect(made.compared).toBe(2)
})

it('five wrong passwords are compared, and then the address has to pause, while others need not', async () => {
  const { made, mayUse } = counted()
  const check = checkWith('right')
  for (let n = 0; n < 5; n++)
    expect(await mayUse(check, { password: `guess ${n}`, address: ADDRESS })).toBe(false)
  const pause = { status: 429, details: { retryAfter: 1 } }
  await expect(mayUse(check, { password: 'right', address: ADDRESS })).rejects.toMatchObject(pause)
  expect(made.compared).toBe(5)
  expect(await mayUse(check, { password: 'right', address: '198.51.100.1' })).toBe(true)
  // Known to be right by now, it is no guess of anybody.
  expect(await mayUse(check, { password: 'right', address: ADDRESS })).toBe(true)
})

it('a check without a password is open, and one with a password is closed to those who send none', async () => {
  const { made, mayUse } = counted()
  const nobody = { password: undefined, address: ADDRESS }
  expect(await mayUse(planOf({ name: 'open' }), nobody)).toBe(true)
  expect(await mayUse(checkWith('right'), nobody)).toBe(false)
  expect(made.compared).toBe(0)
})
