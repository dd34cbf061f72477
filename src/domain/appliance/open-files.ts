/** Words for errors that mean that nothing more can be opened, by their codes: no file and no connection. */
export const TOO_MANY_OPEN: Readonly<Record<string, string>> = {
  EMFILE: 'this program has as many files and connections open as it may (EMFILE; LimitNOFILE= or ulimit -n)',
  ENFILE: 'this machine has as many files and connections open as it may (ENFILE; sysctl fs.file-max)',
}
