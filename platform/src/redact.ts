// Takes secrets out of texts that are logged or shown.

/** RFC 3986, 3.2.1: what stands between `//` and the last `@` of an authority. */
const USER_INFO = /([a-z][a-z0-9+.-]*:\/\/)[^/?#\s]*@/gi;

/** The text with the user and password of every address in it as `***`. */
export const redactUrls = (text: string): string => text.replaceAll(USER_INFO, "$1***@");
