/** Characters that cannot be seen, or change how others are read. Pure. */

/**
 * They change the direction of writing, and with it the order in which a line is read (UAX 9), or take no room at all.
 * Joiners stay, since some scripts need them.
 */
export const INVISIBLE =
  /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

/** Controls of a terminal, C1 among them, but for the line end and the tab; lone surrogates; other ends of lines. */
const CONTROLS = /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu

/**
 * A text for a terminal: what a terminal would obey, or nobody would see, as `\u202e`, which is also how JSON writes it.
 * Line ends and tabs stay.
 */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, escaped).replace(INVISIBLE, escaped)
}

/** Whether every character of a name in one line can be seen. */
export function isVisible(name: string): boolean {
  return visibleText(name) === name && !/[\n\t]/.test(name)
}

function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, i) => {
    const unit = character.charCodeAt(i).toString(16).padStart(4, '0')
    return `\\u${unit}`
  }).join('')
}
