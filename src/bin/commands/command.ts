/** The shape of a command of `intvlm8r`. */
import type { OptionName, Options } from './arguments'

export interface Command {
  /** As typed, with its arguments. */
  readonly usage: string
  readonly summary: string
  readonly help: string
  /** The fewest and the most positional arguments. */
  readonly takes: readonly [number, number]
  /** Its options, beside --help. */
  readonly options?: readonly OptionName[]
  /** Output and exit code are those of another program, also where the output is lost. */
  readonly passesThrough?: true
  /** Returns the exit code. */
  run(args: readonly string[], options: Options): Promise<number>
}
