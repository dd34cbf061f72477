import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { peerSelf } from '../../../src/wire/peers'

const own = (boot: string) => peerSelf({ id: 'a', prefix: 'a' }, { version: '1.2.3', boot })

it('a watch has the same boot in all of its programs, named by systemd or by the kernel', () => {
  const kernel = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  expect(own(kernel.replaceAll('-', '')).boot).toBe(own('').boot)
  expect(own('').boot).toMatch(/^[0-9a-f]{32}$/)
  expect(own('0123456789abcdef0123456789abcdef').boot).toBe('0123456789abcdef0123456789abcdef')
})
