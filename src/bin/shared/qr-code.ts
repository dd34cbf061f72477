import { create } from 'qrcode'

/** Light modules around the code, by which a camera finds it. */
const MARGIN = 2
const BLACK_ON_WHITE = '\x1b[30;107m'
const RESET = '\x1b[0m'

/** A text as a QR code for a terminal: two modules a character, in black and white whatever the terminal's colours are. */
export function qrCode(text: string): string {
  const { size, data } = create(text, { errorCorrectionLevel: 'L' }).modules
  const isDark = (row: number, column: number) =>
    row >= 0 && row < size && column >= 0 && column < size && data[row * size + column] === 1
  const across = Array.from({ length: size + 2 * MARGIN }, (_, index) => index - MARGIN)
  const rows = across.filter(row => (row + MARGIN) % 2 === 0)
  return rows
    .map(row =>
      across.map(column => BLOCKS[Number(isDark(row, column)) + 2 * Number(isDark(row + 1, column))]),
    )
    .map(characters => `${BLACK_ON_WHITE}${characters.join('')}${RESET}`)
    .join('\n')
}

/** By the upper module, and twice the lower one. */
const BLOCKS = [' ', '▀', '▄', '█']
