import { visibleText } from '../../domain/visible-text'

/** Prints a text, in which names, answers and outputs of others may stand, without what a terminal would obey. */
export function print(text: string): void {
  console.log(visibleText(text))
}

/** The same on stderr, for what is no answer to the command. */
export function printError(text: string): void {
  console.error(visibleText(text))
}
