/** Ages, sizes and numbers of files, to the bound. */
import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AT, look } from '../contracts/prober'
import { folderWith } from '../support/folder'

interface File {
  readonly name: string
  /** Seconds. */
  readonly age: number
  readonly size?: number
}

async function seen(files: readonly File[], settings: Readonly<Record<string, string>>, pattern = '') {
  const folder = await folderWith()
  for (const { name, age, size = 1 } of files) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, 'x'.repeat(size))
    const at = new Date(AT - age * 1_000)
    await utimes(path, at, at)
  }
  const found = await look('files', `${folder}${pattern}`, { settings })
  return { ...found, detail: found.detail.replaceAll(folder, 'F') }
}
const file = (age: number, name = 'a', size = 1): File => ({ name, age, size })

describe('the newest file', () => {
  test.each([
    [[file(60)], 'success', 'F has at least 1 file, one of them 1m old'],
    [[file(61)], 'failure', 'the newest file of F, a, is 1m1s old, more than 1m'],
    [
      [file(90), file(80, 'b'), file(95, 'c')],
      'failure',
      'the newest file of F, b, is 1m20s old, more than 1m',
    ],
    [[file(-60)], 'success', 'F has at least 1 file, one of them 0s old'],
    [[file(-61)], 'failure', 'F has only files dated in the future'],
    [[file(-61), file(70, 'b')], 'failure', 'the newest file of F, b, is 1m10s old, more than 1m'],
    [[], 'failure', 'F has 0 files, fewer than 1'],
  ])('of %j', async (files, answer, detail) => {
    expect(await seen(files, { newest: '1m' })).toEqual({ answer, detail })
  })

  test('is wanted also where there may be none', async () => {
    expect(await seen([], { newest: '1m', count: '0' })).toEqual({
      answer: 'failure',
      detail: 'F has no file',
    })
  })
})

describe('the oldest file', () => {
  test.each([
    [[file(60)], 'success', 'F has 1 file'],
    [[file(1), file(60, 'b')], 'success', 'F has 2 files'],
    [[file(61)], 'failure', 'a file of F, a, is 1m1s old, more than 1m'],
    [[], 'success', 'F has 0 files'],
  ])('of %j', async (files, answer, detail) => {
    expect(await seen(files, { oldest: '1m' })).toEqual({ answer, detail })
  })

  test('is looked for beside the newest one, which has to be there', async () => {
    expect(await seen([], { oldest: '1m', newest: '1m' })).toMatchObject({
      detail: 'F has 0 files, fewer than 1',
    })
    expect(await seen([file(30), file(90, 'b')], { oldest: '1m', newest: '1m' })).toMatchObject({
      answer: 'failure',
    })
    expect(await seen([file(30), file(50, 'b')], { oldest: '1m', newest: '1m' })).toEqual({
      answer: 'success',
      detail: 'F has 2 files, one of them 30s old',
    })
  })
})

describe('the number', () => {
  test.each([
    ['2', [file(1)], 'failure', 'F has 1 file, fewer than 2'],
    ['2', [file(1), file(1, 'b')], 'success', 'F has at least 2 files'],
    ['1-2', [file(1), file(1, 'b')], 'success', 'F has 2 files'],
    ['0-1', [file(1), file(1, 'b')], 'failure', 'F has at least 2 files, more than 1'],
    ['0-0', [], 'success', 'F has 0 files'],
  ])('%s of %j', async (count, files, answer, detail) => {
    expect(await seen(files, { count })).toEqual({ answer, detail })
  })

  test('is of files that are large enough', async () => {
    const files = [file(1, 'a', 1_000), file(1, 'b', 999)]
    expect(await seen(files, { count: '1-9', minsize: '1K' })).toEqual({
      answer: 'success',
      detail: 'F has 1 file large enough',
    })
    expect(await seen(files, { count: '2', minsize: '1K' })).toEqual({
      answer: 'failure',
      detail: 'F has 1 file large enough, fewer than 2',
    })
  })
})

test('folders below count where the pattern says so', async () => {
  const files = [file(1, 'a.jpg'), file(1, 'b/c.jpg'), file(1, 'b/d/e.jpg'), file(1, 'b/f.txt')]
  const of = async (pattern: string) => (await seen(files, { count: '0-99' }, pattern)).detail
  expect(await of('')).toBe('F has 1 file')
  expect(await of('/**')).toBe('F/** has 4 files')
  expect(await of('/**/*.jpg')).toBe('F/**/*.jpg has 3 files')
  expect(await of('/b/*.jpg')).toBe('F/b/*.jpg has 1 file')
})

test('links to nothing and folders are no files', async () => {
  const folder = await folderWith({ a: 'x', 'b/c': 'x' })
  await symlink('/nowhere/x', join(folder, 'gone'))
  await symlink(join(folder, 'b'), join(folder, 'link'))
  await symlink(join(folder, 'a'), join(folder, 'same'))
  const found = await look('files', `${folder}/*`, { settings: { count: '0-9' } })
  expect(found.detail).toBe(`${folder}/* has 2 files`)
})

test('a pattern of another form is none', async () => {
  expect(await look('files', 'a/*')).toEqual({ answer: 'blind', detail: 'a/* is no pattern of files' })
})
