import { expect, test } from 'vitest'
import { readNotLooking } from '../../../src/web/watch/read-not-looking'
import { homeName, readOnlyWords } from '../../../src/web/watch/read-only'
import { ownGates, refuseGate } from '../../../src/web/watch/refuse-gate'

test('a check that cannot be changed says where it can be', () => {
  expect(readOnlyWords({ origin: 'file' })).toBe(
    'this check comes from a file that the INI names; change it there',
  )
  expect(readOnlyWords({ origin: 'ini' })).toBe('this check comes from the INI; change it there')
})

test('the home of a copy has the name of its member, else its id', async () => {
  const peers = (members: readonly object[] | undefined) =>
    ({ showGroup: async () => members && { members } }) as never
  const group = peers([{ name: 'nobody' }, { id: 'b', name: 'office' }])
  expect(await homeName('b', group)).toBe('office')
  expect(await homeName('c', group)).toBe('the watch with the id c')
  expect(await homeName(undefined, group)).toBe('another watch')
  expect(await homeName('b', peers(undefined))).toBe('the watch with the id b')
  expect(await homeName('b', { showGroup: () => Promise.reject(new Error('away')) } as never)).toBe(
    'the watch with the id b',
  )
})

test('the workers are counted only where a check looks by itself', async () => {
  let pulses = 0
  const queue = (workers: number) => ({
    pulse: async () => {
      pulses++
      return { server: 'valkey', workers } as never
    },
  })
  expect(await readNotLooking({ queue: queue(0) }, false)).toBeUndefined()
  expect(pulses).toBe(0)
  expect(await readNotLooking({ queue: queue(0) }, true)).toEqual(expect.any(String))
  expect(
    await readNotLooking({ queue: { pulse: () => Promise.reject(new Error('away')) } }, true),
  ).toBeUndefined()
})

const settings = (gates: readonly string[], checks: readonly object[] = []) =>
  ({ read: async () => ({ kind: 'ok', settings: { monitoring: { gates }, checks } }) }) as never

test('the gates that the page may delete are those that are not of the INI', async () => {
  expect(await ownGates(settings(['nas', 'pump'], [{ key: 'pump', plan: {} }]))).toEqual(['nas'])
  expect(await ownGates({ read: async () => ({ kind: 'unreadable', reason: 'x' }) })).toEqual([])
})

test('a gate of the heartbeat is not deleted, alone or among others', async () => {
  const [nas, other] = [
    { id: '1', slug: 'nas' },
    { id: '2', slug: 'other' },
  ]
  const refused = (words: string) => expect.objectContaining({ status: 409, message: words })
  await expect(refuseGate(settings(['nas']), nas)).rejects.toThrow(
    refused(
      'This check is a gate of the heartbeat: take nas out of heartbeatgates in the INI before you delete it.',
    ),
  )
  await expect(refuseGate(settings(['nas']), other, nas)).rejects.toThrow(
    refused(
      'One of these checks is a gate of the heartbeat: take nas out of heartbeatgates in the INI before you delete it.',
    ),
  )
  await expect(refuseGate(settings(['nas']), other)).resolves.toBeUndefined()
  await expect(refuseGate(settings(['nas']), { ...nas, waits: true } as never)).resolves.toBeUndefined()
})
