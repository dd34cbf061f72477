import { expect, test } from 'vitest'
import { diskWords, troubleOfError } from '../../../src/domain/files/disk'

test.each([
  ['ENOSPC', 'Disk full: less than 1 MB is free in /state.'],
  ['EDQUOT', 'Disk full: less than 1 MB is free in /state.'],
  ['EROFS', 'Disk read-only: nothing can be written to /state.'],
  ['EIO', 'Disk failing: what is written to /state does not reach the disk:'],
  ['EUCLEAN', 'Disk failing: what is written to /state does not reach the disk:'],
  ['ENODEV', 'Disk failing: what is written to /state does not reach the disk:'],
  ['ENXIO', 'Disk failing: what is written to /state does not reach the disk:'],
  ['ETIMEDOUT', 'Disk failing: what is written to /state does not reach the disk:'],
])('a write that fails by %s is a trouble of the disk', (code, words) => {
  const trouble = troubleOfError(code, '/state')
  expect(trouble && diskWords(trouble).startsWith(words)).toBe(true)
})

test.each(['EACCES', 'ENOENT', 'EMFILE', undefined])('a write that fails by %s is none', code => {
  expect(troubleOfError(code, '/state')).toBeUndefined()
})
