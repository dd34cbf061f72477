import { create } from 'qrcode'
import { expect, test } from 'vitest'
import { qrCode } from '../../../src/bin/shared/qr-code'

const LINK = 'http://192.168.1.5:8080/setup?token=0123456789abcdefghijkl'
const MODULES: Record<string, [number, number]> = { ' ': [0, 0], '▀': [1, 0], '▄': [0, 1], '█': [1, 1] }

test('a QR code in a terminal has all modules of its text, and a light margin', () => {
  const rows = qrCode(LINK)
    .split('\n')
    .flatMap(line => {
      const [, blocks = ''] = /^\x1b\[30;107m(.*)\x1b\[0m$/.exec(line) ?? []
      const pairs = [...blocks].map(block => MODULES[block] ?? [9, 9])
      return [pairs.map(([upper]) => upper), pairs.map(([, lower]) => lower)]
    })
  const { size, data } = create(LINK, { errorCorrectionLevel: 'L' }).modules
  const inner = rows.slice(2, size + 2).map(row => row.slice(2, size + 2))
  expect(inner.flat()).toEqual([...data])
  expect(rows.flat().filter(Boolean)).toHaveLength(inner.flat().filter(Boolean).length)
  expect(rows[0]).toHaveLength(size + 4)
  expect(rows.length).toBeGreaterThanOrEqual(size + 3)
})
