import { expect, test } from 'vitest'
import { DISK_TROUBLES, diskWords, LEAST_FREE, troubleOfError } from '../../../src/domain/files/disk'

const FULL =
  'Disk full: less than 1 MB is free in /state. Remove files; heartbeats go on by themselves when there is room'
const READ_ONLY =
  'Disk read-only: nothing can be written to /state. Linux protects a faulty card in this way: dmesg names the fault. Restart, and replace the card if it returns'
const FAILING =
  'Disk failing: what is written to /state does not reach the disk: the card fails. Save what is on it, and replace it'

test.each([
  ['ENOSPC', FULL],
  ['EDQUOT', FULL],
  ['EROFS', READ_ONLY],
  ['EIO', FAILING],
  ['EUCLEAN', FAILING],
  ['ENODEV', FAILING],
  ['ENXIO', FAILING],
  ['ETIMEDOUT', FAILING],
])('a write that fails by %s is a trouble of the disk', (code, words) => {
  const trouble = troubleOfError(code, '/state')
  expect(trouble && diskWords(trouble)).toBe(words)
})

test.each(['EACCES', 'ENOENT', 'EMFILE', '', undefined])('a write that fails by %s is none', code => {
  expect(troubleOfError(code, '/state')).toBeUndefined()
})

test('a disk that takes no further file, has no room for a copy, or hangs, is told with the way out', () => {
  const { noInodes, noRoomForCopy, hanging } = DISK_TROUBLES
  expect([noInodes, noRoomForCopy, hanging].map(of => diskWords(of('/state')))).toEqual([
    'Disk full: it takes no further file in /state (out of inodes). Remove files; heartbeats go on by themselves when there is room',
    'Disk full: there is no room in /state to keep a damaged history before its repair. Remove files; heartbeats go on by themselves when there is room',
    'Disk failing: /state takes longer than a second for a small file: the card fails, or others keep it busy',
  ])
  expect(LEAST_FREE).toBe(1_000_000)
})
