import { expect, it } from 'vitest'
import type { Look } from '../../../src/domain/probes/look'
import { createFileTurns } from '../../../src/io/probes/file-turns'

const WELL: Look = { answer: 'success', detail: 'there is room' }
const never = () => new Promise<Look>(() => {})
const PATIENT = new AbortController().signal

it('two looks at files are made at once, and the third when one of them has ended', async () => {
  const turn = createFileTurns()
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const looks = ['/a', '/b', '/c'].map(target =>
    turn(target, PATIENT, () => {
      begun.push(target)
      return new Promise(resolve => ends.set(target, () => resolve(WELL)))
    }),
  )
  await Promise.resolve()
  expect(begun).toEqual(['/a', '/b'])
  ends.get('/b')?.()
  expect(await looks[1]).toEqual(WELL)
  await expect.poll(() => begun).toEqual(['/a', '/b', '/c'])
})

it('a target that hangs takes one turn, however often it is looked at, and leaves the others theirs', async () => {
  const turn = createFileTurns()
  void turn('/mnt/nas', PATIENT, never)
  let again = 0
  for (let looks = 0; looks < 3; looks++)
    expect(
      await turn('/mnt/nas', AbortSignal.timeout(1), () => {
        again++
        return never()
      }),
    ).toEqual({ answer: 'blind', detail: 'it waited for looks at /mnt/nas that have not ended' })
  expect(again).toBe(0)
  expect(await turn('/', PATIENT, async () => WELL)).toEqual(WELL)
})

it('a look that waits for two that hang is blind, and names them', async () => {
  const turn = createFileTurns()
  void turn('/mnt/nas', PATIENT, never)
  void turn('/mnt/usb', PATIENT, never)
  expect(await turn('/', AbortSignal.timeout(1), async () => WELL)).toEqual({
    answer: 'blind',
    detail: 'it waited for looks at /mnt/nas and /mnt/usb that have not ended',
  })
})

it('a look that fails gives its turn back', async () => {
  const turn = createFileTurns()
  await expect(turn('/a', PATIENT, () => Promise.reject(new Error('a fault')))).rejects.toThrow('a fault')
  expect(await turn('/a', PATIENT, async () => WELL)).toEqual(WELL)
})

it('a mount that hangs takes one turn, whatever is looked at there, once a look at it is given up', async () => {
  const turn = createFileTurns()
  const limit = new AbortController()
  void turn('/mnt/nas/photos', limit.signal, never, '/mnt/nas')
  expect(await turn('/mnt/nas/music', PATIENT, async () => WELL, '/mnt/nas'), 'while it may be slow').toEqual(
    WELL,
  )
  limit.abort()
  let begun = 0
  for (const target of ['/mnt/nas/music', '/mnt/nas/films'])
    expect(
      await turn(
        target,
        AbortSignal.timeout(1),
        async () => {
          begun++
          return WELL
        },
        '/mnt/nas',
      ),
    ).toEqual({ answer: 'blind', detail: 'it waited for looks at /mnt/nas/photos that have not ended' })
  expect(begun).toBe(0)
  expect(await turn('/', PATIENT, async () => WELL)).toEqual(WELL)
})
