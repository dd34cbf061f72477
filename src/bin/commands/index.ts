/** The commands of `intvlm8r`: their words for the help, and the code that runs. */
import type { Command } from './command'
import { INSTALLATION } from './tables/installation'
import { KEYS } from './tables/keys'
import { PAGE } from './tables/page'
import { PEERS } from './tables/peers'
import { TRANSFER } from './tables/transfer'
import { WATCH } from './tables/watch'

/** By their first word or two, in the order of the overview. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  ...WATCH,
  ...PEERS,
  ...KEYS,
  ...TRANSFER,
  ...PAGE,
  ...INSTALLATION,
}
