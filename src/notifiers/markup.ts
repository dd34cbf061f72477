/** Texts for services that read markup: nothing in them is taken for markup. */

/** For HTML as Telegram and Matrix read it. */
export function asHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

/**
 * For Slack, whose mentions and links stand between < and >: its "Formatting text" names these three characters. Mattermost
 * looks for three words that mention everybody in a channel.
 */
export function asSlackText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(?<!\w)@(?=(?:all|channel|here)\b)/gi, '＠')
}

/** For Discord's Markdown, in which a backslash takes the meaning from any sign behind it. */
export function asDiscordText(text: string): string {
  return text
    .replace(/[\\`*_~|<>[\]#@]/g, sign => `\\${sign}`)
    .replace(/^([ \t]*)([-+])/gm, '$1\\$2')
    .replace(/^([ \t]*\d+)([.)])/gm, '$1\\$2')
}
