/**
 * The rule for new passwords, but for the list of common ones: why one cannot be taken, or undefined.
 *
 * @param username of the log-in that it is for; empty: it is for no log-in
 */
export function passwordProblem(password: string, username = ''): string | undefined {
  const length = [...password].length
  if (length < SHORTEST) return `The password needs at least ${SHORTEST} characters; a few words are good.`
  if (length > LONGEST) return `The password may have at most ${LONGEST} characters.`
  const letters = lettersOf(password)
  if (OWN_WORDS.includes(letters) || (letters !== '' && letters === lettersOf(username))) return EASY
  return undefined
}

/** For a password that is too common. */
export const COMMON =
  'This password is among the most common ones, which are tried first; a few words that only you put together are good.'
const EASY =
  'The name of the appliance or of its user is tried first, also with digits; a few words are good.'
/** The words of this product that a guesser tries (OWASP ASVS 5, 6.1.2), by their letters alone. */
const OWN_WORDS = [
  ...['intvlmr', 'heartbeat', 'intervalometer', 'intervalometerator', 'monitoring', 'appliance'],
  ...['raspberry', 'raspberrypi', 'admin', 'administrator', 'password', 'passwort'],
]

function lettersOf(password: string): string {
  return password.toLowerCase().replace(/\P{L}/gu, '')
}

export const SHORTEST = 8
export const LONGEST = 200

/** scrypt's costs, with salt and hash in base64: `$scrypt$ln=15,r=8,p=1$salt$hash`. */
export interface PasswordHash {
  /** log2 of N. */
  readonly ln: number
  readonly r: number
  readonly p: number
  readonly salt: string
  readonly hash: string
}

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z\d+/]{16,90})\$([A-Za-z\d+/]{40,90})$/

/**
 * Reads a hash in the PHC string format (github.com/P-H-C/phc-string-format); undefined for other texts, and for a hash
 * that takes more memory than a small Pi can spare (64 MB).
 */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt = '', hash = ''] = PHC.exec(text) ?? []
  const costs = { ln: Number(ln), r: Number(r), p: Number(p) }
  const fits = costs.ln >= 10 && costs.r >= 1 && costs.p >= 1 && 128 * 2 ** costs.ln * costs.r <= 2 ** 26
  return fits ? { ...costs, salt, hash } : undefined
}

/** The salted HMAC-SHA-256 of a tag's password, salt and hash in base64: `$hmac-sha256$salt$hash`. */
export interface TagPasswordHash {
  readonly salt: string
  readonly hash: string
}

const TAG_PHC = /^\$hmac-sha256\$([A-Za-z\d+/]{16,90})\$([A-Za-z\d+/]{43})$/

export function parseTagPasswordHash(text: string): TagPasswordHash | undefined {
  const [, salt, hash] = TAG_PHC.exec(text) ?? []
  return salt === undefined || hash === undefined ? undefined : { salt, hash }
}

export function formatTagPasswordHash({ salt, hash }: TagPasswordHash): string {
  return `$hmac-sha256$${salt}$${hash}`
}

export function formatPasswordHash({ ln, r, p, salt, hash }: PasswordHash): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt}$${hash}`
}
