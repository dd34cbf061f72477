import { create } from 'qrcode'
import { expect, it } from 'vitest'
import { qrCode } from '../../../src/web/pages/qr-code'

/** The dark modules that a path of strokes paints, by their row and column. */
function painted(path: string): Set<string> {
  const dark = new Set<string>()
  let [x, y] = [0, 0]
  for (const [, command = '', first = '', second = ''] of path.matchAll(/([Mmh])(\d+)(?: ([\d.]+))?/g)) {
    if (command === 'M') [x, y] = [Number(first), Number(second)]
    else if (command === 'm') x += Number(first)
    else for (let end = x + Number(first); x < end; x++) dark.add(`${y - 0.5} ${x}`)
  }
  return dark
}

it.each(['x', 'http://192.168.1.20:8080/ping/62023e48-43f1-4c0f-8179-849e241c2971'])(
  'paints the dark modules of the code of %s behind a border of four, and nothing else',
  text => {
    const { size, path } = qrCode(text)
    const { modules } = create(text, { errorCorrectionLevel: 'M' })
    expect(size).toBe(modules.size + 8)
    const wanted = new Set<string>()
    for (let row = 0; row < modules.size; row++)
      for (let column = 0; column < modules.size; column++)
        if (modules.get(row, column)) wanted.add(`${row + 4} ${column + 4}`)
    expect(painted(path)).toEqual(wanted)
  },
)
