/** The sections of the settings, in the order in which they are read. */
const SECTIONS = [
  'monitoring',
  'web',
  'watch',
  'expected',
  'checklist',
  'zmq',
  'redis',
  'network',
  'login',
  'checker',
  'group',
  'checks',
  'peers',
  'channels',
  'mail',
  'windows',
  'statusPages',
] as const

/** The sections that can be used although these cannot. */
export function allBut(...faulty: readonly (typeof SECTIONS)[number][]): readonly string[] {
  return SECTIONS.filter(section => !faulty.includes(section))
}
