import { describe, expect, test } from 'vitest'
import { formFields } from '../../../../src/web/watch/check-ins/form-fields'

const NAMES = new Set(['status', 'msg'])
const FORM = 'application/x-www-form-urlencoded'
const read = async (type: string, text: string) => {
  const fields = await formFields(type, text, NAMES)
  return fields instanceof URLSearchParams ? [...fields] : fields
}

describe('a body is a form', () => {
  test.each([
    [
      FORM,
      'status=up&other=x',
      [
        ['status', 'up'],
        ['other', 'x'],
      ],
    ],
    [`${FORM}; charset=utf-8`, ' STATUS=up\n', [['STATUS', 'up']]],
    ['APPLICATION/X-WWW-FORM-URLENCODED', 'msg=a+b', [['msg', 'a b']]],
    [
      '',
      'status=up&msg=x',
      [
        ['status', 'up'],
        ['msg', 'x'],
      ],
    ],
    ['text/plain', 'status=up', [['status', 'up']]],
  ])('of the type %j with %j', async (type, text, fields) => {
    expect(await read(type, text)).toEqual(fields)
  })

  test.each([
    [FORM, 'backup done'],
    [FORM, ''],
    ['', 'status=up&other=x'],
    ['text/plain', 'all is well'],
    ['text/plain', ''],
    [`x${FORM}`, 'status=up&other=x'],
    [`${FORM}ed`, 'status=up&other=x'],
  ])('but not %j with %j, which is output', async (type, text) => {
    expect(await read(type, text)).toBeUndefined()
  })
})

describe('JSON', () => {
  test.each([
    [
      'application/json',
      '{"status": "up", "n": 7, "none": null, "o": {"a": 1}, "list": ["a", 1]}',
      [
        ['status', 'up'],
        ['n', '7'],
        ['none', ''],
        ['o', '{"a":1}'],
        ['list', 'a'],
        ['list', '1'],
      ],
    ],
    ['application/cloudevents+json; charset=utf-8', '{"msg": true}', [['msg', 'true']]],
    ['Application/JSON', '{"Msg": "x"}', [['Msg', 'x']]],
    ['', ' {"status": "up"}', [['status', 'up']]],
    [FORM, '{"status": "up"}', [['status', 'up']]],
  ])('of the type %j is a form with its members: %s', async (type, text, fields) => {
    expect(await read(type, text)).toEqual(fields)
  })

  test.each([
    ['application/json', '{"other": "up"}'],
    ['application/json', '["status"]'],
    ['application/json', 'null'],
    ['application/json', '"status"'],
    ['application/json', '{"status": "firing", "alerts": []}'],
    ['', '{"other": "up"}'],
  ])('of the type %j is output where it has none of the names: %s', async (type, text) => {
    expect(await read(type, text)).toBeUndefined()
  })

  test.each([
    ['application/json', 'no JSON'],
    ['application/json', ''],
    ['', '{status: up}'],
    ['', "{'status': 'up'}"],
    [FORM, '{ "msg" : up'],
  ])('of the type %j that cannot be read is told as that: %s', async (type, text) => {
    expect(await read(type, text)).toBe('unreadable')
  })

  test.each([
    ['', '{ lost the quotes of nothing }'],
    ['', '{xstatus: up}'],
    ['application/xjson', '{other'],
    ['text/application/json', '{other'],
  ])('of the type %j is output where it names none: %s', async (type, text) => {
    expect(await read(type, text)).toBeUndefined()
  })
})

describe('a form in parts', () => {
  const TYPE = 'multipart/form-data; boundary=x'
  const part = (head: string, text: string) =>
    `--x\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}\r\n`

  test('has its fields, and the texts of its files', async () => {
    const text = `${part('name="status"', 'up')}${part('name="f"; filename="a.txt"', 'in a file')}--x--\r\n`
    expect(await read(TYPE, text)).toEqual([
      ['status', 'up'],
      ['f', 'in a file'],
    ])
    expect(await read('Multipart/Form-Data; boundary=x', text)).toHaveLength(2)
  })

  test('that is cut cannot be read', async () => {
    expect(await read(TYPE, part('name="status"', 'up'))).toBe('unreadable')
    expect(await read('multipart/form-data', 'x')).toBe('unreadable')
    expect(await read('multipart/form-database', 'x')).toBeUndefined()
  })
})
