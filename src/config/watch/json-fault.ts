/** Where a text stops being JSON. */

/** The line, counted from 1. V8 tells the place of some faults only; the others are searched for. */
export function lineOfFault(text: string, { message }: Error): number {
  const at = positionIn(message)
  if (at !== undefined) return text.slice(0, at).split('\n').length
  const lines = text.split('\n')
  let sound = 0
  let broken = lines.length
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2)
    if (mayGoOn(`${lines.slice(0, middle).join('\n')}\n`)) sound = middle
    else broken = middle
  }
  return broken
}

/** Whether more text may make it JSON. */
function mayGoOn(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    const { message } = error as Error
    const at = positionIn(message)
    return at === undefined ? message.startsWith('Unexpected end') : at >= text.length
  }
}

function positionIn(message: string): number | undefined {
  const [, position] = /position (\d+)/.exec(message) ?? []
  return position === undefined ? undefined : Number(position)
}
