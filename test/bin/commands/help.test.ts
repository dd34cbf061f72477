/** The help of `intvlm8r`, and the commands that its words name. */
import { describe, expect, test } from 'vitest'
import { commandWords, findCommand, helpFor } from '../../../src/bin/commands/help'
import { COMMANDS } from '../../../src/bin/commands/index'

const refused = (message: string) => expect.objectContaining({ name: 'UsageError', message })

describe('a command', () => {
  test('is named by two words, or by one', () => {
    expect(findCommand(['check', 'show', 'nas', 'x'])).toEqual({
      command: COMMANDS['check show'],
      args: ['nas', 'x'],
    })
    expect(findCommand(['status'])).toEqual({ command: COMMANDS.status, args: [] })
    expect(findCommand(['checks', 'nas'])).toEqual({ command: COMMANDS.checks, args: ['nas'] })
  })

  test('that is the beginning of several is a group', () => {
    expect(findCommand(['check'])).toBeUndefined()
    expect(helpFor(['check'])).toMatch(/^usage: intvlm8r COMMAND\n\n {2}check \w/)
    expect(helpFor(['check'])).not.toContain('  status')
  })

  test('has its usage and its help', () => {
    const { usage = '', help = '' } = COMMANDS['check show'] ?? {}
    expect(usage).toMatch(/^check show NAME/)
    expect(helpFor(['check', 'show'])).toBe(`usage: intvlm8r ${usage}\n\n${help}`)
  })
})

test('the overview has a line for each command, with summaries one below the other', () => {
  const lines = helpFor([]).split('\n')
  expect([lines[0], lines[1], lines.at(-2), lines.at(-1)]).toEqual([
    'usage: intvlm8r COMMAND',
    '',
    '',
    '`intvlm8r help COMMAND` has the details.',
  ])
  const rows = lines.slice(2, -2)
  expect(rows).toHaveLength(Object.keys(COMMANDS).length)
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length))
  for (const [index, { usage, summary }] of Object.values(COMMANDS).entries()) {
    expect(rows[index]?.slice(0, width + 4).trim()).toBe(usage)
    expect(rows[index]?.slice(width + 4)).toBe(summary)
  }
})

describe('words that are no command', () => {
  test.each([
    [['statsu'], 'there is no command "statsu"; did you mean status?'],
    [['chekc'], 'there is no command "chekc"; did you mean check?'],
    [['check', 'puase', 'nas'], 'there is no command "check puase"; did you mean check pause?'],
  ])('%j have the nearest one suggested', (words, message) => {
    expect(() => findCommand(words)).toThrow(refused(message))
  })

  test('have all of them shown where none is near, or those of their group', () => {
    expect(() => findCommand(['elsewhere'])).toThrow(
      refused(`there is no command "elsewhere"\n\n${helpFor([])}`),
    )
    expect(() => findCommand(['constructor'])).toThrow(
      refused(`there is no command "constructor"\n\n${helpFor([])}`),
    )
    expect(() => findCommand(['check', 'elsewhere'])).toThrow(
      refused(`there is no command "check elsewhere"\n\n${helpFor(['check'])}`),
    )
    expect(() => findCommand([])).toThrow(refused(`there is no command ""\n\n${helpFor([])}`))
  })
})

describe('for programs', () => {
  test('a command, a group or all have their words', () => {
    const { usage, summary, help } = COMMANDS['check show'] ?? {}
    expect(commandWords(['check', 'show'])).toEqual([{ name: 'check show', usage, summary, help }])
    const group = commandWords(['check']).map(({ name }) => name)
    expect(group).toContain('check show')
    expect(group.every(name => name.startsWith('check '))).toBe(true)
    expect(commandWords(['status']).map(({ name }) => name)).toEqual(['status'])
    expect(commandWords([]).map(({ name }) => name)).toEqual(Object.keys(COMMANDS))
  })

  test('other words are refused', () => {
    expect(() => commandWords(['stauts'])).toThrow(
      refused('there is no command "stauts"; did you mean status?'),
    )
  })
})
