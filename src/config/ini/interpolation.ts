/**
 * Values as ConfigParser's own interpolation reads them (docs.python.org/3/library/configparser.html): `%%` is a percent
 * sign, and `%(key)s` the value of another key. A percent sign that stands alone, which ConfigParser refuses, is kept.
 */
export function interpolated(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, expand(value, values, 0)]))
}

/** As deep as ConfigParser goes; beyond that, or where there is no such key, the text stays. */
const DEEPEST = 10

function expand(value: string, values: Readonly<Record<string, string>>, depth: number): string {
  return value.replace(/%%|%\(([^)]+)\)s/g, (text, key?: string) => {
    if (key === undefined) return '%'
    const other = values[key.toLowerCase()]
    return other === undefined || depth >= DEEPEST ? text : expand(other, values, depth + 1)
  })
}
