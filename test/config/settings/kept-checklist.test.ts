/** A checklist that is followed, from its files as texts. */
import { describe, expect, test } from 'vitest'
import { followedList, type GoodList, keptList } from '../../../src/config/settings/followed-checklist'
import { fileFaultText } from '../../../src/domain/files/followed-file'

const ENTRY = '  type: batchy\n  check_time: "09:00"\n  wf_name: w\n  latency_min: 5\n'
const LIST = `one:\n${ENTRY}two:\n${ENTRY}`
const ETL = '[batchy]\nserver = batch.lan\n'

const followed = async (list: string | undefined, etl: string | undefined, before?: GoodList) => {
  const file = (path: string, text: string | undefined) =>
    text === undefined ? { path, reason: 'does not exist' } : { path, text }
  const found = await followedList({ list: file('/list', list), etl: file('/etl', etl) }, before)
  return {
    ...found,
    names: found.checks.map(({ check }) => check.plan.name),
    faults: found.faults.map(fileFaultText),
  }
}
const goodOf = async () => {
  const { good } = await followed(LIST, ETL)
  if (good === undefined) throw new Error('the list should be good')
  return good
}
const NONE = {
  checks: [],
  channels: [],
  accounts: [],
  startChannel: '',
  redis: '',
  good: undefined,
  names: [],
}

test('nothing is followed where the files never were good', async () => {
  expect(keptList(undefined)).toEqual({ ...NONE, names: undefined, faults: [] })
  expect(await followed(LIST, undefined)).toEqual({ ...NONE, faults: ['/etl does not exist'] })
  expect(await followed(LIST, '[Web]\n')).toEqual({ ...NONE, faults: ['/etl is no etl.cfg of a Robopager'] })
  expect((await followed('one: 7\n', undefined)).faults).toEqual([
    '/etl does not exist',
    '/list: line 1: "one" has to have keys such as type and check_time below it',
  ])
  expect(await followed(undefined, ETL)).toMatchObject({
    names: [],
    accounts: [],
    faults: ['/list does not exist'],
  })
})

test('a list has checks by their entries, and nothing that it does not need', async () => {
  const found = await followed(LIST, ETL)
  expect(found).toMatchObject({
    names: ['one', 'two'],
    faults: [],
    channels: [],
    accounts: [],
    startChannel: '',
    redis: '',
  })
  expect(found.checks[0]).toMatchObject({ section: 'check.one', check: { key: 'checklist/one' } })
  const odd = await followed(`"a\\u0007\\u0007b ":\n${ENTRY}`, ETL)
  expect(odd.checks[0]).toMatchObject({ check: { plan: { name: 'a b' } } })
})

test.each([
  ['[enable_redis]\nenable = True\n[redis]\nserver = r.lan\ndb = 3\n', 'redis://r.lan:6379/3'],
  ['[enable_redis]\nenable = True\n[redis]\nserver = r.lan\n', 'redis://r.lan:6379/0'],
  ['[enable_redis]\nenable = True\n', ''],
  ['[redis]\nserver = r.lan\n', ''],
])('with %j its hashes are at %j', async (more, redis) => {
  expect((await followed(LIST, `${ETL}${more}`)).redis).toBe(redis)
})

describe('a fault', () => {
  test('of the settings is named with its line, and those of before hold', async () => {
    const broken = await followed(LIST, `${ETL}port = x\nstray\n`, await goodOf())
    expect(broken.faults).toEqual([
      '/etl: line 4: is no setting',
      '/etl: line 3: [batchy] port is not a port number',
    ])
    expect(broken.names).toEqual(['one', 'two'])
    expect((await followed(LIST, `${ETL}port = x\n`)).names).toEqual([])
  })

  test('of an entry keeps it as it was, and none that was is removed meanwhile', async () => {
    const before = await goodOf()
    const broken = `one:\n${ENTRY.replace('batchy', 'fax')}three:\n${ENTRY}`
    expect(await followed(broken, ETL, before)).toMatchObject({
      names: ['three', 'one', 'two'],
      faults: ['/list: line 2: "one" type has to be email or batchy'],
    })
    expect((await followed(`three:\n${ENTRY}`, ETL, before)).names).toEqual(['three'])
    expect((await followed(undefined, ETL, before)).names).toEqual(['one', 'two'])
  })

  test('of several entries are told in the order of their lines', async () => {
    const { faults, names } = await followed(`a:\n${ENTRY.replace('5', '0')}b: 7\nc:\n${ENTRY}`, ETL)
    expect(faults).toEqual([
      '/list: line 1: "a" latency_min has to be more than 0',
      '/list: line 6: "b" has to have keys such as type and check_time below it',
    ])
    expect(names).toEqual(['c'])
  })

  test('does not show an integration key', async () => {
    const key = 'a1'.repeat(16)
    expect((await followed(LIST, `[function_type]\ntype = ${key}\n`)).faults).toEqual([
      '/etl: line 2: [function_type] type names (removed); there are email and batchy',
    ])
  })
})

test('an entry whose type is off stays in the list, and makes no check', async () => {
  const off = await followed(LIST, `${ETL}[function_type]\ntype = email\n`)
  expect(off.names).toEqual([])
  expect(off.good?.entries.map(({ name }) => name)).toEqual(['one', 'two'])
})
