/** `1 check`, `2 checks`: a number with its noun, whose plural ends with an s. Pure. */
export function counted(many: number, noun: string): string {
  return `${many} ${noun}${many === 1 ? '' : 's'}`
}
