import { beforeEach, describe, expect, it } from 'vitest'
import { openCommandedWatch } from '../support/commanded-watch'
import { plan } from '../support/watch'

const { store, intvlm8r } = await openCommandedWatch()

beforeEach(async () => {
  await store.create(plan('Backup of the NAS'), 'page', Date.now())
})

describe('keys', () => {
  it('makes a key that is printed alone, lists it without its secret, and revokes it', async () => {
    expect((await intvlm8r(['keys'])).stdout).toContain('There is no API key yet')
    const made = await intvlm8r(['key', 'add', 'Prometheus', '--read-only'])
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining('read-only key of "Prometheus"') })
    expect(made.stdout).toMatch(/^intvlm8r_[\w-]{32}\n$/)
    const full = await intvlm8r(['key', 'add', 'Ansible', '--expires', '90d'])
    const listed = await intvlm8r(['keys'])
    expect(listed.stdout.split('\n').map(line => line.split(/ {2,}/))).toEqual([
      ['NAME', 'KIND', 'MADE', 'LAST USED', 'EXPIRES'],
      ['Prometheus', 'read-only', expect.any(String), 'never', 'never'],
      ['Ansible', 'full', expect.any(String), 'never', 'in 90 days'],
      [''],
    ])
    expect(listed.stdout).not.toContain(full.stdout.trim())
    const json = JSON.parse((await intvlm8r(['keys', '--json'])).stdout)
    const iso = expect.stringMatching(/^20.*Z$/)
    expect(json.keys).toEqual([
      { name: 'Prometheus', access: 'read', createdAt: iso, usedAt: null, expiresAt: null, expired: false },
      { name: 'Ansible', access: 'full', createdAt: iso, usedAt: null, expiresAt: iso, expired: false },
    ])
    expect((await intvlm8r(['key', 'revoke', 'Ansible'])).stdout).toBe('The key "Ansible" is revoked.\n')
    expect((await intvlm8r(['keys'])).stdout).not.toContain('Ansible')
  })

  it.each<[string[], string, number]>([
    [['key', 'add', ' '], 'the name is empty', 1],
    [['key', 'add', 'x', '--expires', '2d'], '--expires has to be one of 30d, 90d, 1y, never', 2],
    [['key', 'revoke', 'nobody'], 'there is no key "nobody"', 1],
    [['key', 'add'], 'usage: intvlm8r key add NAME', 2],
    [['key'], 'there is no command "key"', 2],
    [['constructor'], 'there is no command "constructor"', 2],
  ])('%j is refused', async (args, words, expected) => {
    const { code, stdout, stderr } = await intvlm8r(args)
    expect([code, stdout]).toEqual([expected, ''])
    expect(stderr).toContain(words)
  })
})
