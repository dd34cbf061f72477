import { create } from 'qrcode'

/** The width of the white border around a QR code, in modules (ISO/IEC 18004). */
const QUIET = 4

export interface QrCode {
  /** The side of the square, in modules. */
  readonly size: number
  /** The dark modules, as an SVG path of strokes that are one module wide. */
  readonly path: string
}

export function qrCode(text: string): QrCode {
  const { modules } = create(text, { errorCorrectionLevel: 'M' })
  const { size } = modules
  let path = ''
  for (let y = 0; y < size; y++) {
    let pen: number | undefined
    for (let x = 0; x < size; x++) {
      const start = x
      while (x < size && modules.get(y, x)) x++
      if (x === start) continue
      path += pen === undefined ? `M${start + QUIET} ${y + QUIET}.5` : `m${start - pen} 0`
      path += `h${x - start}`
      pen = x
    }
  }
  return { size: size + 2 * QUIET, path }
}
