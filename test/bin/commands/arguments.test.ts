/** The words and options of a command line. */
import { expect, test } from 'vitest'
import { givenOptions, readArguments, suggestion } from '../../../src/bin/commands/arguments'

const FLAGS = [
  'help',
  'version',
  'json',
  'follow',
  'fail',
  'start',
  'read-only',
  'dry-run',
  'delete',
  'waiting',
  'ini',
  'all',
  'prune',
  'yes',
]
const TEXTS = ['exit', 'expires', 'tag', 'jobs', 'state', 'checklist', 'etl', 'key', 'url', 'name', 'contact']

test('every option is off or empty where it is not typed', () => {
  const off = [...FLAGS.map(name => [name, false]), ...TEXTS.map(name => [name, ''])]
  const { values, positionals } = readArguments(['check', 'show', 'nas'])
  expect({ ...values }).toEqual(Object.fromEntries(off))
  expect(positionals).toEqual(['check', 'show', 'nas'])
  expect(givenOptions(values)).toEqual([])
})

test.each([
  ...FLAGS.map(name => [[`--${name}`], { [name]: true }] as const),
  ...TEXTS.map(name => [[`--${name}`, 'x'], { [name]: 'x' }] as const),
  [['-h'], { help: true }],
  [['-f'], { follow: true }],
  [['-y'], { yes: true }],
  [['--name=a b'], { name: 'a b' }],
] as const)('%j is typed as %j', (argv, typed) => {
  const { values } = readArguments(argv)
  expect(values).toMatchObject(typed)
  expect(givenOptions(values)).toEqual(Object.keys(typed).filter(name => !['help', 'version'].includes(name)))
})

test('an option in front of the command is of run itself', () => {
  expect(readArguments(['run', 'nas', '--help']).values.help).toBe(true)
})

test('words behind -- are none of ours', () => {
  const { values, positionals } = readArguments(['run', 'nas', '--', 'tar', '-c', '--json'])
  expect(positionals).toEqual(['run', 'nas', 'tar', '-c', '--json'])
  expect(values.json).toBe(false)
})

test.each([
  [['logs', '--folow'], 'there is no option --folow; did you mean --follow?'],
  [['logs', '--elsewhere'], 'there is no option --elsewhere'],
  [['logs', '-x'], 'there is no option -x'],
  [['logs', '--constructor'], 'there is no option --constructor'],
  [['run', 'nas', 'tar', '-c'], '-c is an option of the command; put -- before the command'],
  [['run', 'nas', 'df', '-h'], '-h is an option of the command; put -- before the command'],
  [['run', 'nas', 'rsync', '--delete'], '--delete is an option of the command; put -- before the command'],
  [['run', '--folow', 'nas'], 'there is no option --folow; put -- before the command'],
])('%j is refused', (argv, message) => {
  expect(() => readArguments(argv)).toThrow(expect.objectContaining({ name: 'UsageError', message }))
})

test.each([
  [['--name'], /--name <value>/],
  [['--json=yes'], /--json/],
  [['ping', 'nas', '--exit', ''], /^--exit has an empty value$/],
  [['checks', '--delete', '--tag='], /^--tag has an empty value$/],
])('%j lacks its value, or has one too many', (argv, words) => {
  expect(() => readArguments(argv)).toThrow(
    expect.objectContaining({ name: 'UsageError', message: expect.stringMatching(words) }),
  )
})

test('a word that is nearly right has the right one suggested', () => {
  expect(suggestion('stauts', ['check', 'status'])).toBe('; did you mean status?')
  expect(suggestion('puase', ['pause'], 'check ')).toBe('; did you mean check pause?')
  expect(suggestion('elsewhere', ['check', 'status'])).toBe('')
  expect(suggestion('status', ['status'])).toBe('')
})
