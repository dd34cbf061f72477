/** The help of `intvlm8r`: all commands, a group of them, or one. */
import { suggestion } from './arguments'
import type { Command } from './command'
import { UsageError } from './context'
import { COMMANDS } from './index'

const names = Object.keys(COMMANDS)

/** The command that the words begin with, and its arguments; undefined for a group such as `check`. */
export function findCommand(
  words: readonly string[],
): { command: Command; args: readonly string[] } | undefined {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ')
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command !== undefined) return { command, args: words.slice(length) }
  }
  if (words.length === 1 && groupOf(words[0]).length > 0) return undefined
  throw unknownCommand(words)
}

/** @throws UsageError when there are no such words */
export function helpFor(words: readonly string[]): string {
  if (words.length === 0) return overview(names)
  const found = findCommand(words)
  return found === undefined
    ? overview(groupOf(words[0]))
    : `usage: intvlm8r ${found.command.usage}\n\n${found.command.help}`
}

/** The words of a command, of a group, or of all, for programs; the manual pages are made of them. */
export function commandWords(words: readonly string[]) {
  const shown =
    words.length === 0 ? names : names.filter(name => `${name} `.startsWith(`${words.join(' ')} `))
  if (shown.length === 0) throw unknownCommand(words)
  return shown.flatMap(name => {
    const command = COMMANDS[name]
    return command === undefined
      ? []
      : { name, usage: command.usage, summary: command.summary, help: command.help }
  })
}

function groupOf(word = ''): readonly string[] {
  return names.filter(name => name.startsWith(`${word} `))
}

function unknownCommand([first = '', second = '']: readonly string[]): UsageError {
  const group = groupOf(first)
  const near =
    group.length > 0
      ? suggestion(
          second,
          group.map(name => name.slice(first.length + 1)),
          `${first} `,
        )
      : suggestion(
          first,
          names.flatMap(name => [name, name.split(' ', 1)[0] ?? '']),
        )
  const typed = group.length > 0 ? `${first} ${second}`.trimEnd() : first
  const all = near === '' ? `\n\n${overview(group.length > 0 ? group : names)}` : ''
  return new UsageError(`there is no command "${typed}"${near}${all}`)
}

function overview(shown: readonly string[]): string {
  const commands = shown.flatMap(name => COMMANDS[name] ?? [])
  const width = Math.max(...commands.map(({ usage }) => usage.length))
  const rows = commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`)
  return `usage: intvlm8r COMMAND\n\n${rows.join('\n')}\n\n\`intvlm8r help COMMAND\` has the details.`
}
