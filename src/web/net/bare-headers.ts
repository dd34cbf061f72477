/**
 * The headers of an answer that is given ahead of Express, where `hardening` sets its own: no cache keeps it, and a browser
 * neither takes it for another type nor shows it in a frame.
 */
export const BARE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
} as const
