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

it('two looks that begin at once on a mount that hangs keep one call, and no turn of others once they are given up', async () => {
  const turn = createFileTurns()
  const limit = new AbortController()
  let called = 0
  const call = () => {
    called++
    return never()
  }
  void turn('/mnt/nas/photos', limit.signal, callFiles => callFiles(call), '/mnt/nas')
  const waiting = turn('/mnt/nas/music', limit.signal, callFiles => callFiles(call), '/mnt/nas')
  limit.abort()
  await expect(waiting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
  expect(called).toBe(1)
  expect(await turn('/', PATIENT, async () => WELL)).toEqual(WELL)
})

it('calls of two looks at one mount go in turn', async () => {
  const turn = createFileTurns()
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const lookAt = (target: string, place: string) =>
    turn(
      target,
      PATIENT,
      async callFiles => {
        for (const step of [1, 2])
          await callFiles(async () => {
            begun.push(`${target} ${step}`)
            await new Promise<void>(resolve => ends.set(target, resolve))
          })
        return WELL
      },
      place,
    )
  const first = lookAt('/mnt/nas/photos', '/mnt/nas')
  const second = lookAt('/mnt/nas/music', '/mnt/nas')
  await expect.poll(() => begun).toEqual(['/mnt/nas/photos 1'])
  for (let done = 1; done <= 4; done++) {
    const [target = ''] = begun.at(-1)?.split(' ') ?? []
    ends.get(target)?.()
    if (done < 4) await expect.poll(() => begun.length).toBe(done + 1)
  }
  expect(await Promise.all([first, second])).toEqual([WELL, WELL])
  expect([...begun].sort()).toEqual([
    ...['/mnt/nas/music 1', '/mnt/nas/music 2', '/mnt/nas/photos 1', '/mnt/nas/photos 2'],
  ])
})
