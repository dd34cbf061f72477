/** A checklist.yaml, entry by entry: its values as they are read, and every fault with its line. */
import { describe, expect, test } from 'vitest'
import { readChecklist } from '../../../src/config/watch/checklist'

const MAIL = { type: 'email', check_time: '"09:00"', subjects: 'Done' }
const BATCHY = { type: 'batchy', check_time: '"09:00"', wf_name: 'nightly', latency_min: '5' }

const textOf = (values: Readonly<Record<string, string>>) =>
  Object.entries(values)
    .map(([key, value]) => `  ${key}: ${value}\n`)
    .join('')
const one = async (values: Readonly<Record<string, string>>, name = 'a') =>
  await readChecklist(`${name}:\n${textOf(values)}`)
const entry = async (values: Readonly<Record<string, string>>) => {
  const { entries, faults } = await one(values)
  expect(faults).toEqual([])
  return entries[0]
}
const faultsOf = async (values: Readonly<Record<string, string>>) => {
  const { entries, names, faults } = await one(values)
  expect([entries, names]).toEqual([[], ['a']])
  return faults.map(({ line, name, reason }) => `${line} ${name}: ${reason}`)
}
const without = (values: Readonly<Record<string, string>>, key: string) =>
  Object.fromEntries(Object.entries(values).filter(([known]) => known !== key))

test('an entry for mails has its values, and the usual ones for those it leaves out', async () => {
  expect(await entry(MAIL)).toEqual({
    name: 'a',
    line: 1,
    type: 'email',
    checkTime: '09:00',
    pollSec: 0,
    service: '',
    description: '',
    senders: [],
    subjects: ['Done'],
    deliveryTime: '00:00',
    workflow: '',
    latency: 0,
  })
  expect(
    await entry({
      ...MAIL,
      poll_sec: '60',
      pd_service: 'abc',
      pd_description: '"  two\\n   words "',
      senders: '[" a@b ", 7]',
      subjects: '[" x ", 8]',
      delivery_time: '"23:59"',
      wf_name: 'of no use',
      latency_min: '3',
    }),
  ).toMatchObject({
    pollSec: 60,
    service: 'abc',
    description: 'two words',
    senders: ['a@b', '7'],
    subjects: ['x', '8'],
    deliveryTime: '23:59',
    workflow: '',
    latency: 0,
  })
})

test('an entry for batchy has its workflow and latency, and none of the values for mails', async () => {
  expect(await entry({ ...BATCHY, senders: 'a', subjects: 'b', delivery_time: '"10:00"' })).toEqual({
    name: 'a',
    line: 1,
    type: 'batchy',
    checkTime: '09:00',
    pollSec: 0,
    service: '',
    description: '',
    senders: [],
    subjects: [],
    deliveryTime: '',
    workflow: 'nightly',
    latency: 5,
  })
})

describe('a time', () => {
  test.each([
    ['10:15', '10:15'],
    ['9:05', '09:05'],
    ['"03:00:00"', '03:00'],
    ['"10:30:00"', '10:30'],
    ['"00:00"', '00:00'],
    ['615', '10:15'],
    ['0', '00:00'],
    ['1439', '23:59'],
  ])('may be %s', async (check_time, time) => {
    expect((await entry({ ...MAIL, check_time }))?.checkTime).toBe(time)
    expect((await entry({ ...MAIL, delivery_time: check_time }))?.deliveryTime).toBe(time)
  })

  test.each([
    '"24:00"',
    '1440',
    '-1',
    '9.5',
    '"10:30:01"',
    '"10:30:00 x"',
    '"x10:30:00"',
    'soon',
    'true',
    '[9]',
  ])('may not be %s', async check_time => {
    expect(await faultsOf({ ...MAIL, check_time })).toEqual([
      '3 a: check_time has to be a time such as 09:00',
    ])
    expect(await faultsOf({ ...MAIL, delivery_time: check_time })).toEqual([
      '5 a: delivery_time has to be a time such as 09:00',
    ])
  })

  test.each(['', '""', 'null'])('may not be %j, which is none', async check_time => {
    expect(await faultsOf({ ...MAIL, check_time })).toEqual([
      '3 a: check_time is missing; give it a time such as 09:00',
    ])
  })

  test('of the check may not be left out', async () => {
    expect(await faultsOf(without(MAIL, 'check_time'))).toEqual([
      '1 a: check_time is missing; give it a time such as 09:00',
    ])
  })
})

describe('a number', () => {
  test.each([
    ['0', 0],
    ['1.5', 1.5],
    ['"7"', 7],
    ['" 7 "', 7],
  ])('may be %s', async (latency_min, latency) => {
    expect((await entry({ ...BATCHY, latency_min }))?.latency).toBe(latency)
  })

  test.each(['-1', '"-1"', '""', '" "', 'many', '.inf', '.nan', 'true', '[1]', '[]'])(
    'may not be %s',
    async poll_sec => {
      expect(await faultsOf({ ...BATCHY, poll_sec })).toEqual(['6 a: poll_sec has to be a number'])
      expect(await faultsOf({ ...BATCHY, latency_min: poll_sec })).toEqual([
        '5 a: latency_min has to be a number',
      ])
    },
  )

  test('of the latency may not be left out', async () => {
    expect(await faultsOf(without(BATCHY, 'latency_min'))).toEqual(['1 a: latency_min is missing'])
  })
})

describe('a text', () => {
  test.each(['wf_name', 'pd_description'] as const)('of %s may be a number', async key => {
    const found = await entry({ ...BATCHY, [key]: '42' })
    expect(key === 'wf_name' ? found?.workflow : found?.description).toBe('42')
  })

  test.each(['true', '[a]', '{b: c}'])('may not be %s', async given => {
    expect(await faultsOf({ ...BATCHY, wf_name: given })).toEqual(['4 a: wf_name has to be a text'])
    expect(await faultsOf({ ...BATCHY, pd_service: given })).toEqual(['6 a: pd_service has to be a text'])
  })

  test.each(['', '""', 'null'])('that is %j is missing where it is needed', async given => {
    expect(await faultsOf({ ...BATCHY, wf_name: given })).toEqual(['4 a: wf_name is missing'])
    expect((await entry({ ...BATCHY, pd_description: given }))?.description).toBe('')
  })

  test.each(['a_B-9', 'x'.repeat(31), `"${'-'.repeat(100)}"`])('may be %s as a key', async pd_service => {
    expect((await entry({ ...MAIL, pd_service }))?.service).toBe(pd_service.replaceAll('"', ''))
  })

  test.each(['a b', 'a.b', 'x.', `"${'-'.repeat(101)}"`])('may not be %s as a key', async pd_service => {
    expect(await faultsOf({ ...MAIL, pd_service })).toEqual(['5 a: pd_service is no integration key'])
  })
})

describe('a list', () => {
  test('may be empty, or one text', async () => {
    expect((await entry({ ...MAIL, subjects: '[]' }))?.subjects).toEqual([])
    expect((await entry({ ...MAIL, senders: 'me@a' }))?.senders).toEqual(['me@a'])
    expect((await entry({ ...MAIL, subjects: '7' }))?.subjects).toEqual(['7'])
  })

  test.each(['true', 'null', '[a, true]', '[[a]]', '{a: b}'])('may not be %s', async given => {
    expect(await faultsOf({ ...MAIL, subjects: given })).toEqual(['4 a: subjects has to be a list of texts'])
  })

  test('of subjects may not be left out', async () => {
    expect(await faultsOf(without(MAIL, 'subjects'))).toEqual(['1 a: subjects is missing'])
    expect(await faultsOf({ ...MAIL, senders: '[true]' })).toEqual(['5 a: senders has to be a list of texts'])
  })
})

test('all faults of an entry are named, an unknown key with its own line', async () => {
  expect(await faultsOf({ type: 'mail', times: '1', check_time: 'x' })).toEqual([
    '3 a: times is no key of a check; there are type, check_time, poll_sec, pd_service, pd_description, senders, subjects, delivery_time, wf_name, latency_min',
    '2 a: type has to be email or batchy',
    '4 a: check_time has to be a time such as 09:00',
  ])
  expect(await faultsOf({ check_time: '"09:00"' })).toEqual(['1 a: type has to be email or batchy'])
})

test('an integration key in the wrong place is not shown', async () => {
  const key = 'a1'.repeat(16)
  const [fault] = (await one({ ...MAIL, [key]: 'x' })).faults
  expect(fault?.reason).toMatch(/^\(removed\) is no key of a check; /)
})

test.each(['null', '7', 'text', '[1]'])('an entry that is %s has no keys', async value => {
  expect(await readChecklist(`b:\n${textOf(MAIL)}a: ${value}\n`)).toMatchObject({
    entries: [{ name: 'b', line: 1 }],
    names: ['b', 'a'],
    faults: [{ line: 5, name: 'a', reason: 'has to have keys such as type and check_time below it' }],
  })
})

test.each(['""', '"  "'])('an entry needs a name, and %s is none', async name => {
  const { entries, faults } = await one(MAIL, name)
  expect(entries).toEqual([])
  expect(faults).toEqual([{ line: 1, name: name.slice(1, -1), reason: 'has no name' }])
})

test('a name may be a number, and no list', async () => {
  expect((await one(MAIL, '7')).entries[0]?.name).toBe('7')
  const { names, faults } = await readChecklist(`b:\n${textOf(MAIL)}? [x]\n: 1\n`)
  expect(names).toEqual(['b', ''])
  expect(faults.map(({ reason }) => reason)).toEqual([
    'has no name',
    'has to have keys such as type and check_time below it',
  ])
})

describe('the whole list', () => {
  const whole = (line: number, reason: string) => ({
    entries: [],
    names: [],
    faults: [{ line, name: '', reason }],
  })

  test.each(['', '# nothing', '[1]', 'text'])('may not be %j', async text => {
    expect(await readChecklist(text)).toEqual(
      whole(1, 'has to be a list of checks by their names, such as "my check:" and its keys below'),
    )
  })

  test('may have 500 checks and no more', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `n${index}: 7\n`).join('')
    expect((await readChecklist(many(500))).names).toHaveLength(500)
    expect(await readChecklist(many(501))).toEqual(whole(1, 'has more than 500 checks'))
  })

  test('has to be YAML, and the line is named where it is none', async () => {
    const column = ' '.repeat(11)
    expect(await readChecklist(`${'#\n'.repeat(11)}a:${column}b: c`)).toEqual(
      whole(12, 'is where it stops being YAML: Nested mappings are not allowed in compact mappings'),
    )
    expect(await readChecklist('a: 1\nb: !odd x\n')).toEqual(
      whole(2, 'is where it stops being YAML: Unresolved tag: !odd'),
    )
  })

  test('may not lead nowhere', async () => {
    expect(await readChecklist('a:\n  <<: 3\n')).toEqual(
      whole(1, 'cannot be read: Merge sources must be maps or map aliases'),
    )
  })
})
