/** The sections of an INI with faults that can be used all the same. */
import { describe, expect, test } from 'vitest'
import { parseSettings } from '../../../src/config/settings/settings'
import { allBut } from './sections'

/** The plain sections, each with a line that has a fault. */
const PLAIN = [
  ['Monitoring', 'monitoring', 'heartbeatduty = none'],
  ['Web', 'web', 'port = 0'],
  ['Watch', 'watch', 'create = maybe'],
  ['Expected', 'expected', 'files = a\n  b'],
  ['Checklist', 'checklist', 'redis = a b'],
  ['Zmq', 'zmq', 'bind = nowhere'],
  ['Redis', 'redis', 'copies = 0'],
  ['Network', 'network', 'proxy = ftp://a'],
  ['Login', 'login', 'totpkey = short'],
  ['Checker', 'checker', 'port = 0'],
  ['Group', 'group', 'rank = 0'],
] as const
const ALL_PLAIN = PLAIN.map(([, part]) => part)

/** The parts of [kind.NAME], each with the header of one that is mistyped, and a section with a fault. */
const NAMED = [
  ['chek', '[check.a]\n', ['checks']],
  ['peeer', '[peer.a]\n', ['checks', 'peers']],
  ['chanel', '[channel.a]\n', ['channels']],
  ['mial', '[mail.a]\n', ['mail']],
  ['windwo', '[window.a]\n', ['windows']],
  ['statuss', '[status.a]\n', ['statusPages']],
] as const

/** All plain sections; behind the header of one of them that line. */
function iniWith(line: string, behind: string): string {
  return PLAIN.map(([name]) => {
    const own = name === 'Monitoring' ? 'heartbeatfrequency = Off\n' : ''
    return `[${name}]\n${own}${name === behind ? `${line}\n` : ''}`
  }).join('')
}

function soundIn(ini: string): readonly string[] {
  const parsed = parseSettings(ini)
  if (parsed.kind !== 'faulty') throw new Error('the INI has no fault')
  return Object.keys(parsed.sound)
}

describe.each(PLAIN)('[%s]', (name, part, faulty) => {
  test('with a faulty line is the only one that cannot be used', () => {
    expect(soundIn(iniWith(faulty, name)).toSorted()).toEqual([...allBut(part)].sort())
  })

  test('with a stray line cannot be used, nor can those that the line may have begun', () => {
    expect(soundIn(iniWith('junk', name)).toSorted()).toEqual(
      ALL_PLAIN.filter(each => each !== part).toSorted(),
    )
  })

  test('that is not there cannot be used where a line elsewhere may be its header', () => {
    const ini = iniWith('', '').replace(`[${name}]`, '[Other]\njunk')
    expect(soundIn(ini).toSorted()).toEqual(ALL_PLAIN.filter(each => each !== part).toSorted())
  })

  test('whose header is mistyped cannot be used, unless it stands there as well', () => {
    const [first = '', second = '', ...rest] = name
    const mistyped = `[${second}${first}${rest.join('')}]`
    const without = iniWith('', '').replace(`[${name}]\n`, `${mistyped}\n`)
    expect(soundIn(without)).not.toContain(part)
    expect(soundIn(`${iniWith('', '')}${mistyped}\n`).toSorted()).toEqual([...allBut()].sort())
  })
})

describe.each(NAMED)('a section [%s.NAME]', (mistyped, faulty, parts) => {
  test('may be one that is mistyped, so that these cannot be used', () => {
    expect(soundIn(`${iniWith('', '')}[${mistyped}.a]\n`).toSorted()).toEqual([...allBut(...parts)].sort())
  })

  test('with a fault leaves the others', () => {
    const sound = soundIn(`${iniWith('', '')}${faulty}`)
    expect(sound).toEqual(expect.arrayContaining(ALL_PLAIN))
    expect(sound).not.toContain(parts[0])
  })
})

test.each(['username = a\n  b', 'passwordhash = a\n  b', 'recoverycodes = a\n  b'])(
  '[Login] with a fault in %j cannot be used without it',
  line => {
    const login = `${line}\ntotpkey = ${'A'.repeat(32)}`
    expect(soundIn(iniWith(login, 'Login')).toSorted()).toEqual([...allBut('login')].sort())
  },
)
