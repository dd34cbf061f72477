#!/usr/bin/env node
/** The command `intvlm8r`: the appliance in the shell. Exit code 1: something is not well; 2: wrong usage. */
import { givenOptions, readArguments } from './commands/arguments'
import { CommandError, UsageError } from './commands/context'
import { commandWords, findCommand, helpFor } from './commands/help'
import { print, printError } from './commands/print'

async function main(argv: readonly string[], requireOutput: () => Promise<void>): Promise<number> {
  const { values, positionals } = readArguments(argv)
  if (values.version) return await main(['version'], requireOutput)
  const [first, ...others] = positionals
  if (values.help || first === undefined || first === 'help') {
    const words = first === 'help' ? others : positionals
    print(values.json ? JSON.stringify(commandWords(words)) : helpFor(words))
    await requireOutput()
    return 0
  }
  const found = findCommand(positionals)
  if (found === undefined) throw new UsageError(`there is no command "${first}"\n\n${helpFor(positionals)}`)
  const { command, args } = found
  const { usage, takes, options = [] } = command
  if (args.length < takes[0] || args.length > takes[1]) throw new UsageError(`usage: intvlm8r ${usage}`)
  const odd = givenOptions(values).find(name => !options.includes(name))
  if (odd !== undefined) throw new UsageError(`--${odd} means nothing here; usage: intvlm8r ${usage}`)
  const code = await command.run(args, values)
  if (!command.passesThrough) await requireOutput()
  return code
}

/** Returns a function that fails where standard output did not take all that was printed, as on a full disk. */
function watchOutput(): () => Promise<void> {
  let trouble: NodeJS.ErrnoException | undefined
  process.stdout.on('error', error => {
    trouble ??= error
  })
  return async () => {
    await new Promise(done => process.stdout.write('', done))
    // A reader that has left, as `head` does, has what it wanted.
    if (trouble !== undefined && trouble.code !== 'EPIPE')
      throw new CommandError(`the output cannot be written: ${trouble.message}`)
  }
}

main(process.argv.slice(2), watchOutput()).then(
  code => process.exit(code),
  error => {
    const remedy = (error as NodeJS.ErrnoException).code === 'EACCES' ? '\nTry again with sudo.' : ''
    printError(`intvlm8r: ${(error as Error).message}${remedy}`)
    process.exit(error instanceof UsageError ? 2 : 1)
  },
)
