/** The commands for the keys of the API. */
import type { Command } from '../command'
import { addKey, keys, revokeKey } from '../keys'

export const KEYS: Readonly<Record<string, Command>> = {
  keys: {
    usage: 'keys [--json]',
    summary: 'the API keys, with their last use and their end',
    help: 'Prints each API key with its kind, when it was made, when it was last used (to ten minutes)\nand when it expires. An expired key is refused.\n--json: for programs.',
    takes: [0, 0],
    options: ['json'],
    run: (_args, options) => keys(options),
  },
  'key add': {
    usage: 'key add NAME [--read-only] [--expires TIME]',
    summary: 'make an API key and print it',
    help: 'NAME is a note of its purpose. Only the key itself goes to standard output, and never again.\n--read-only: it can change nothing, and does not see the addresses at which checks check in.\n--expires: TIME is 30d, 90d, 1y or never (where none is given).',
    takes: [1, 1],
    options: ['read-only', 'expires'],
    run: ([name = ''], { expires, ...options }) =>
      addKey(name, options['read-only'] ? 'read' : 'full', expires),
  },
  'key revoke': {
    usage: 'key revoke NAME',
    summary: 'take an API key back',
    help: 'Programs that still use it are refused from then on.',
    takes: [1, 1],
    run: ([name = '']) => revokeKey(name),
  },
}
