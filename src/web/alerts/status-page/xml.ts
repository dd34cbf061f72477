/** XML of texts that others chose. */

export const element = (name: string, text: string) => `<${name}>${xmlText(text)}</${name}>`

/** Without characters that XML 1.0 cannot hold (its production Char). */
export function xmlText(text: string): string {
  return text
    .replace(/[^\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, found => `&#${found.charCodeAt(0)};`)
}
