/** Sizes and shares as people write them in settings: `500M`, `2 GB`, `10%`. Pure. */

const UNITS = { '': 1, K: 1e3, M: 1e6, G: 1e9, T: 1e12 } as const

/** Bytes; undefined for text of another form. */
export function parseSize(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?) ?([KMGT]?)B?$/i.exec(text.trim()) ?? []
  return number === '' ? undefined : Number(number) * UNITS[unit.toUpperCase() as keyof typeof UNITS]
}

/** `{share: 0.1}` for `10%`, `{amount}` for a size or a bare number; undefined for text of another form. */
export function parseAmount(text: string): Amount | undefined {
  const [, percent] = /^(\d{1,3}(?:\.\d{1,2})?) ?%$/.exec(text.trim()) ?? []
  if (percent !== undefined) return Number(percent) <= 100 ? { share: Number(percent) / 100 } : undefined
  const amount = parseSize(text)
  return amount === undefined ? undefined : { amount }
}

export type Amount = { readonly share: number } | { readonly amount: number }

/** The amount of a whole. */
export function amountOf(amount: Amount, whole: number): number {
  return 'share' in amount ? amount.share * whole : amount.amount
}

/** `2.5 GB` */
export function sizeWords(bytes: number): string {
  const [unit, size] = Object.entries(UNITS).findLast(([, size]) => bytes >= size) ?? ['', 1]
  const number = bytes / size
  return `${number.toFixed(unit === '' || number >= 100 ? 0 : 1)} ${unit}B`
}

/** `41 %`; small shares are not rounded to nothing. */
export function shareWords(share: number): string {
  const percent = share * 100
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)} %`
}
