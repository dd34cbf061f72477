/**
 * Whether a password is among the most common ones that are long enough to be taken. Letters count alike in upper and lower
 * case. The list is read when a password is set, and not before; `scripts/build.mjs` decides how much of it ships.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return dictionary['passwords-common'].includes(password.normalize('NFKC').toLowerCase())
}
