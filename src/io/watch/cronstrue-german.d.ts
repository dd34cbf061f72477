/** The package has no types for it: it adds German to those that cronstrue knows. */
declare module 'cronstrue/locales/de.js'
