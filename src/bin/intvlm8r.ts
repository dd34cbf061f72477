#!/usr/bin/env node
/** The command `intvlm8r`: the appliance in the shell. */
import { readArguments } from './commands/arguments'
import { CommandError } from './commands/context'
import { COMMANDS } from './commands/index'

async function main(argv: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments(argv)
  const isGroup = Object.keys(COMMANDS).some(name => name.startsWith(`${positionals[0]} `))
  const words = isGroup ? 2 : 1
  const name = positionals.slice(0, words).join(' ')
  const args = positionals.slice(words)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (values.version) return await main(['version'])
  if (values.help || name === '' || name === 'help') {
    console.log(command ? `usage: intvlm8r ${command.usage}\n\n${command.help}` : overview())
    return 0
  }
  if (command === undefined) throw new CommandError(`there is no command "${name}"\n\n${overview()}`)
  if (args.length < command.takes[0] || args.length > command.takes[1]) {
    throw new CommandError(`usage: intvlm8r ${command.usage}`)
  }
  return await command.run(args, values)
}

function overview(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length))
  const rows = Object.values(COMMANDS).map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`)
  return `usage: intvlm8r COMMAND\n\n${rows.join('\n')}\n\n\`intvlm8r COMMAND --help\` has the details.`
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    if (!(error instanceof CommandError) && (error as NodeJS.ErrnoException).code === 'EACCES') {
      console.error(`intvlm8r: ${(error as Error).message}\nTry again with sudo.`)
    } else {
      console.error(`intvlm8r: ${(error as Error).message}`)
    }
    process.exit(1)
  },
)
