import { parseArgs } from 'node:util'
import { CommandError } from './context'

export type Options = ReturnType<typeof readArguments>['values']

/** The words and options of a command line. @throws CommandError when it has an unknown option. */
export function readArguments(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        version: { type: 'boolean', default: false },
        follow: { type: 'boolean', short: 'f', default: false },
        fail: { type: 'boolean', default: false },
        start: { type: 'boolean', default: false },
        exit: { type: 'string', default: '' },
        'read-only': { type: 'boolean', default: false },
      },
    })
  } catch (error) {
    throw new CommandError((error as Error).message)
  }
}
