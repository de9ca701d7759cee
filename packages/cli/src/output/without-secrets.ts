/**
 * A message about wrong usage without the secrets that it may repeat: the value of an option that does not exist, since a
 * misspelt `--redis=URL` or `--token=T` has one, and what a URL has in front of its host.
 */
export function withoutSecrets(message: string): string {
  return message
    .replace(/^(unknown option '[^'=]*)=.*'/s, "$1'")
    .replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s'"]*@/gi, "$1***@");
}
