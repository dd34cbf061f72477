import { decimal } from '../../domain/language/text'

/** Milliseconds -> `40 ms`, `1.5 s`, `17 min`, `3.5 h`, `2 d`. */
export function durationWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${decimal((ms / 1_000).toFixed(1))} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  const [hours, days] = [ms / 3_600_000, ms / 86_400_000]
  return hours < 48 ? `${tenth(hours)} h` : `${tenth(days)} d`
}

function tenth(n: number): string {
  return decimal(n.toFixed(1).replace(/\.0$/, ''))
}
